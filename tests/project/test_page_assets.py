"""What the pages load is built from the locked packages, and shows no mark that is not ours."""

import json
import re
from importlib.metadata import distribution

from tests.project.tree import ROOT

STATIC = ROOT / "bot/web/static"


def manifest() -> dict[str, str]:
    found: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return found


def test_the_macros_fit_the_stylesheet() -> None:
    macros = distribution("govuk-frontend-jinja")
    fits = re.search(
        rf"^\| \[{re.escape(macros.version)}\]\S+ +\| \[([\d.]+)\]",
        macros.read_text("METADATA") or "",
        re.MULTILINE,
    )
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert fits is not None
    assert packages["node_modules/govuk-frontend"]["version"] == fits[1]


def test_every_file_of_the_manifest_is_built_and_not_empty() -> None:
    assert {"hafan.css", "govuk-frontend.js", "htmx.js", "live.js", "chart.js"} <= manifest().keys()
    assert [name for name in manifest().values() if not (STATIC / name).stat().st_size] == []


def test_the_stylesheet_has_neither_the_crown_nor_gds_transport_nor_anything_from_elsewhere() -> None:
    style = (STATIC / manifest()["hafan.css"]).read_text()
    assert "govuk-button" in style
    assert re.findall(r"crest|GDS Transport|url\(|@import", style) == []
