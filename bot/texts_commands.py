"""`hafan texts`: every text on one list, for whoever reviews them as a set."""

from typing import Annotated

import typer

from bot.terminal import clear_errors


def texts(
    only: Annotated[
        str, typer.Argument(help="The beginning of a name, such as safety; all without it.")
    ] = "",
) -> None:
    """List every text: name, language, parts it is sent in and their alphabet, purpose, words.

    Columns are divided by tabs. What is filled in at sending stands as {name} or [name], and is counted at
    its dearest: a long name with an accent, the longest goal. Young people's texts leave without the accents
    of what is filled in, and are counted so.

    Example: hafan texts safety
    """
    from bot.reviewed_texts import every_text

    with clear_errors():
        for one in every_text():
            if one.name.startswith(only):
                cost = one.segments
                words = " ".join(one.text.split())
                purpose = f"{one.purpose} ({one.when})" if one.when else one.purpose
                print(one.name, one.language, cost.parts, cost.encoding, purpose, words, sep="\t")
