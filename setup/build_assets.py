"""Compile our stylesheet and gather the scripts that the pages load.

Each file's name carries a hash of its content, so that browsers may keep it for ever; `manifest.json` maps
the plain name to the hashed one.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from setup.steps import ROOT, VENV, SetupError, run

NODE_MODULES = ROOT / "node_modules"
ASSETS = ROOT / "bot/web/assets"
STATIC = ROOT / "bot/web/static"

# The name the pages use -> where the package keeps it.
SCRIPTS = {
    "govuk-frontend.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "chart.js": "chart.js/dist/chart.umd.min.js",
}


# With the letters of Welsh, for reports as PDF; the pages use the reader's own.
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def build_assets() -> None:
    """Every file of `bot/web/static`, made anew beside the old ones and put in their place at the end."""
    fresh = STATIC.with_name("static.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    manifest = {name: _store(fresh, name, content) for name, content in sorted(_contents().items())}
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (fresh / "fonts").mkdir()
    for name in FONTS:
        shutil.copy(NODE_MODULES / "dejavu-fonts-ttf/ttf" / name, fresh / "fonts")
    shutil.rmtree(STATIC, ignore_errors=True)
    fresh.rename(STATIC)


def _contents() -> dict[str, bytes]:
    scripts = {name: (NODE_MODULES / source).read_bytes() for name, source in SCRIPTS.items()}
    own = {path.name: path.read_bytes() for path in ASSETS.iterdir() if path.suffix != ".scss"}
    if taken := sorted(scripts.keys() & own.keys()):
        raise SetupError(f"bot/web/assets: {', '.join(taken)} would hide a package's script; rename it.")
    return {**scripts, **own, **_stylesheets()}


def _stylesheets() -> dict[str, bytes]:
    """Each .scss whose name does not start with an underscore, compiled."""
    sources = [path for path in ASSETS.glob("*.scss") if not path.name.startswith("_")]
    return {path.with_suffix(".css").name: _compile(path) for path in sources}


def _compile(source: Path) -> bytes:
    sass = (VENV / "bin/node", NODE_MODULES / "sass/sass.js")
    # A deprecation inside a package is for its makers to mend; our own are errors.
    flags = ("--style=compressed", "--no-source-map", "--quiet-deps", "--fatal-deprecation=1.108.2")
    return run(*sass, *flags, f"--load-path={NODE_MODULES}", source).encode()


def _store(folder: Path, name: str, content: bytes) -> str:
    plain = Path(name)
    hashed = f"{plain.stem}-{hashlib.sha256(content).hexdigest()[:12]}{plain.suffix}"
    (folder / hashed).write_bytes(content)
    return hashed


if __name__ == "__main__":
    try:
        build_assets()
    except SetupError as error:
        sys.exit(str(error))
