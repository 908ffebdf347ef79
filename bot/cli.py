"""The `hafan` command. Exit codes: 0 done, 1 found a problem, 2 wrong usage."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.audit_commands import verify_audit
from bot.drill_commands import drill_app
from bot.lines import write_object
from bot.model_commands import models
from bot.people_commands import people_app
from bot.promotion_commands import promote, rollback
from bot.rules_commands import rules_app
from bot.settings import Settings
from bot.terminal import clear_errors, look_at_each, progress, read_all, read_texts, say, settings
from bot.texts_commands import texts

app = typer.Typer(
    help="Hafan: check-ins for young people, in English and Welsh.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(people_app, name="people")
app.add_typer(rules_app, name="rules")
app.add_typer(drill_app, name="drill")
app.command("verify-audit")(verify_audit)
app.command("texts")(texts)
app.command("promote")(promote)
app.command("rollback")(rollback)
app.command("models")(models)

InputFile = Annotated[
    typer.FileText, typer.Argument(help="A file of JSON Lines, or - for standard input.", encoding="utf-8")
]

DataFolder = Annotated[
    Path | None,
    typer.Option(help="With --compare: a folder like data/ to train from.", exists=True, file_okay=False),
]
KeptVersion = Annotated[
    str | None,
    typer.Option(help="With --compare: a version that was rolled back from, or a candidate; trains nothing."),
]


@app.command()
def run() -> None:
    """Start the whole service: database, assistant, web, worker and, in demo mode, simulated phones.

    Example: hafan run
    """
    from bot.run import run_whole

    with clear_errors():
        asyncio.run(run_whole(settings(), say))


@app.command()
def serve() -> None:
    """Serve the webhooks and the practitioners' pages.

    Example: HAFAN_PORT=8000 hafan serve
    """
    from bot.app import build_web

    with clear_errors():
        here = settings()
        build_web(here).run(here.host, here.port, single_process=True, access_log=False, motd=False)


@app.command()
def worker() -> None:
    """Work on the job queue: answers, sending, ladders, check-ins.

    Example: hafan worker
    """
    from bot.run import run_worker

    with clear_errors():
        asyncio.run(run_worker(settings()))


@app.command()
def migrate() -> None:
    """Bring the database up to date, creating roles and tables that are missing.

    Example: DATABASE_URL=postgresql://owner@db/hafan hafan migrate
    """
    from bot.whole import database_of

    async def bring_up_to_date(here: Settings) -> None:
        async with database_of(here):
            say.print("The database is up to date.")

    with clear_errors():
        asyncio.run(bring_up_to_date(settings()))


@app.command()
def train(
    if_stale: Annotated[bool, typer.Option("--if-stale", help="Only what its data has changed for.")] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Make a candidate of the assistant, and compare it.")
    ] = False,
    data: DataFolder = None,
    version: KeptVersion = None,
) -> None:
    """Train the assistant, the language model and what screens from data/.

    Refused when what screens hears less than what was accepted, one language less than English, or misses a
    locked disclosure; what served then goes on serving. What was promoted or rolled back is left alone by
    --if-stale as long as data/ would undo it.

    Example: hafan train --if-stale
    """
    if ((data or version) and not compare) or (if_stale and compare) or (data and version):
        raise typer.BadParameter("--data or --version belongs to --compare, and --if-stale does not")
    if compare:
        from bot.model_commands import compare as compare_candidate

        with clear_errors():
            compare_candidate(data, version)
        return
    from bot import training
    from bot.recipes import RECIPES

    with clear_errors():
        here = settings()
        folder = here.models_folder
        recipes = training.stale(folder) if if_stale else RECIPES
        for recipe in training.kept(folder) if if_stale else ():
            say.print(f"Kept {recipe.name}: {training.WHY_KEPT}")
        if not recipes:
            say.print("Every model is up to date.")
            return
        candidate = training.begin(folder)
        for recipe in recipes:
            with say.status(f"Training {recipe.name} ..."):
                entry = training.build(recipe, candidate)
            say.print(f"Trained {recipe.name} in {entry['seconds']} s.")
            for line in entry.get("figures", ()):
                say.print(f"  {line}", markup=False)
        with say.status("Comparing with what served ..."):
            asyncio.run(training.finish(recipes, here))


@app.command()
def screen(file: InputFile) -> None:
    """Screen messages for concerns. In: {"id","text"}. Needs no database and no assistant.

    Example: printf '{"id":"1","text":"my phone died lol"}\\n' | hafan screen -
    """
    from bot.app import screen_text
    from bot.language.detect import detect
    from bot.screening.lines import screened

    with clear_errors():
        look = screen_text(settings().models_folder)
        look_at_each(file, lambda identifier, text: screened(identifier, text, look, detect))


@app.command()
def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Labelled JSON Lines; without any, the messages held apart.", exists=True, dir_okay=False
        ),
    ] = None,
    page: Annotated[
        Path | None, typer.Option(help="Also write a page with plots here, as HTML.", dir_okay=False)
    ] = None,
) -> None:
    """Measure screening: recall, false alarms and speed, by language, category and severity.

    A file called en, cy or mixed, or in a folder called so, is in that language; in any other, each message's
    is detected. Figures have 95 % intervals.

    Example: hafan evaluate tests/screening/held_apart/cy.jsonl --page report.html
    """
    from bot.app import RULES_FOLDER
    from bot.language.detect import detect
    from bot.policy import load_thresholds
    from bot.screening import load_rules
    from bot.screening.classifier import ARTEFACT, load_classifier
    from bot.screening.evaluation import THRICE, read_labelled
    from bot.screening.report import report

    if page and not page.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {page.parent} to write a page in")
    with clear_errors():
        classifier = load_classifier(settings().models_folder / ARTEFACT, load_thresholds())
        messages = read_labelled(files or [], detect)
        thrice = [] if files else read_labelled(sorted(THRICE.glob("*.jsonl")), detect)
        rules = load_rules(RULES_FOLDER)
        table = list(report(messages, rules, classifier, thrice))
        print("\n".join(table))
        if page:
            from bot.screening.report_page import write_page

            write_page(page, messages, rules, classifier, table)
            say.print(f"Written: {page}", markup=False)


@app.command()
def understand(file: InputFile) -> None:
    """Say which intent the trained assistant hears in each message. In: {"id","text"}.

    Example: echo '{"id":"1","text":"dwi isio siarad efo rywun"}' | hafan understand -
    """
    from bot.understand import understand as make_sense

    async def print_all(here: Settings, texts: list[tuple[Any, str]]) -> None:
        async for line in make_sense(here, texts):
            print(write_object(line), flush=True)

    with clear_errors():
        texts, bad = read_texts(file)
        asyncio.run(print_all(settings(), texts))
    raise typer.Exit(1 if bad else 0)


@app.command()
def rehearse(file: InputFile) -> None:
    """Play conversations through the real service. In: {"id","lang","turns":[text,...]}, or YAML.

    A turn that says what must come of it is held to that: what is otherwise is listed under "failures".

    Example: hafan rehearse tests/flows/ten.jsonl
    """
    from bot.rehearsal_scripts import Script, ScriptError, read_yaml
    from bot.rehearse import MOST, Rehearsal, stage

    in_yaml = file.name.endswith((".yml", ".yaml"))
    try:
        scripts, bad = (read_yaml(file), False) if in_yaml else read_all(file, Script.read)
    except ScriptError as wrong:
        raise typer.BadParameter(str(wrong)) from wrong
    if len(scripts) > MOST:
        raise typer.BadParameter(f"at most {MOST} conversations a run: split the file")

    async def play(here: Settings) -> bool:
        clean = True
        with progress() as bar:
            played = bar.add_task("Starting a service to rehearse in", total=None)
            async with stage(here, lambda _: None) as whole:
                bar.update(played, description="Rehearsing", total=len(scripts))
                async for result in Rehearsal(whole).play(scripts):
                    clean = clean and not result["errors"] and not result.get("failures")
                    print(write_object(result), flush=True)
                    bar.advance(played)
        return clean

    with clear_errors():
        clean = asyncio.run(play(settings())) if scripts else True
    raise typer.Exit(0 if clean and not bad else 1)


@app.command()
def doctor() -> None:
    """Look for what is wrong with this installation, and say what to do about it.

    Example: hafan doctor
    """
    from bot.doctor import examine

    async def look(here: Settings) -> bool:
        well = True
        async for finding in examine(here):
            say.print(
                f"{'well   ' if finding.well else 'PROBLEM'}  {finding.subject}  {finding.advice}",
                markup=False,
            )
            well = well and finding.well
        return well

    with clear_errors():
        well = asyncio.run(look(settings()))
    raise typer.Exit(0 if well else 1)


if __name__ == "__main__":
    app()
