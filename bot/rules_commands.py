"""`hafan rules`: for whoever writes the rules, to see that they hold and what they find."""

from typing import Annotated

import typer

from bot.terminal import clear_errors, say

rules_app = typer.Typer(help="Test and explain the safeguarding rules.", no_args_is_help=True)


@rules_app.command("test")
def test() -> None:
    """Check every must-fire and must-not-fire example of every rule.

    Example: hafan rules test
    """
    from bot.app import RULES_FOLDER
    from bot.screening import load_rules
    from bot.screening.explain import check_examples

    with clear_errors():
        rules = load_rules(RULES_FOLDER)
        failures = check_examples(rules)
        for failure in failures:
            say.print(str(failure), markup=False)
        examples = sum(len(rule.must_fire) + len(rule.must_not_fire) for rule in rules.rules)
        say.print(f"{len(rules.rules)} rules, {examples} examples, {len(failures)} do not hold.")
    raise typer.Exit(1 if failures else 0)


@rules_app.command("explain")
def explain(text: Annotated[str, typer.Argument(help="What somebody might text.")]) -> None:
    """Show what fires on a text and why, and what was cancelled by what.

    Example: hafan rules explain "he says hell hurt me if i tell"
    """
    from bot.app import RULES_FOLDER
    from bot.screening import load_rules
    from bot.screening.explain import explain as lines_of

    with clear_errors():
        for line in lines_of(text, load_rules(RULES_FOLDER)) or ("No rule finds anything here.",):
            print(line)
