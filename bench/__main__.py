"""`make bench`: speed of accepting, screening, answering, telling and the caseload page, in one run.

The classifiers' comparison takes many minutes and is run by itself: .venv/bin/python -m bench.rasa
"""

import asyncio
import os
import platform

from sqlalchemy import text

from bench import accepting, answering, caseload, screening, telling
from bot import demo
from bot.logs import configure_logs
from bot.parts import system_clock
from bot.rehearse import stage
from bot.settings import load_settings


async def main() -> None:
    configure_logs(pretty=False)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    screening.main()
    async with stage(load_settings(), lambda _: None, durable=True) as whole:
        await demo.add_demo_people(whole.database, whole.vault, system_clock())
        async with whole.database.transaction() as connection:
            await connection.execute(text("UPDATE young_people SET next_check_in_at = NULL"))
        await answering.measure(whole)
        await telling.measure(whole)
        await accepting.measure(whole)
    await caseload.measure()


asyncio.run(main())
