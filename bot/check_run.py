"""Checking one change to what screening hears: `python -m bot.check_run CHECK`, started by the worker."""

import asyncio
import os
import sys
from uuid import UUID

from bot.app import parts_for, screen_text
from bot.keys import open_vault
from bot.logs import configure_logs
from bot.safeguarding_changes.checking import check
from bot.settings import load_settings

LOWEST_PRIORITY = 19


async def _main(check_id: UUID) -> bool:
    settings = load_settings()
    parts = parts_for(settings, open_vault(settings), "hafan_worker")
    try:
        return await check(parts, screen_text(settings.models_folder), check_id)
    finally:
        await parts.database.close()


def main() -> None:
    """Check, giving way to everything else."""
    os.nice(LOWEST_PRIORITY)
    configure_logs(pretty=sys.stderr.isatty())
    asyncio.run(_main(UUID(sys.argv[1])))


if __name__ == "__main__":
    main()
