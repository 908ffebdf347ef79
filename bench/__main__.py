"""`make bench`: speed of accepting, screening, answering, telling, promoting and the caseload page.

The classifiers' comparison takes many minutes and is run by itself: .venv/bin/python -m bench.rasa
"""

import asyncio
import os
import platform
import tempfile
from pathlib import Path

from sqlalchemy import text

from bench import accepting, answering, caseload, promoting, screening, telling
from bot import demo
from bot.logs import configure_logs
from bot.parts import system_clock
from bot.rehearse import stage
from bot.settings import Settings, load_settings


async def main() -> None:
    configure_logs(pretty=False)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    screening.main()
    with tempfile.TemporaryDirectory(prefix="hafan-bench-") as folder:
        here = load_settings()
        models = promoting.own_models(here.models_folder, Path(folder) / "models")
        await in_service(here.model_copy(update={"models_folder": models}))
    await caseload.measure()


async def in_service(here: Settings) -> None:
    """What is measured through the whole running service."""
    async with stage(here, lambda _: None, durable=True) as whole:
        await demo.add_demo_people(whole.database, whole.vault, system_clock())
        async with whole.database.transaction() as connection:
            await connection.execute(text("UPDATE young_people SET next_check_in_at = NULL"))
        await answering.measure(whole)
        await telling.measure(whole)
        await accepting.measure(whole)
        await promoting.measure(whole)


if __name__ == "__main__":
    asyncio.run(main())
