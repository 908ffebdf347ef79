"""The master key, and the secrets that the processes of one service share because they have it."""

import base64
import os
from pathlib import Path

from bot.settings import Settings
from bot.storage.encryption import MasterKeyError, Vault, new_master_key

KEY_FILE = "master.key"


def open_vault(settings: Settings) -> Vault:
    """The master key from the environment or a file. The demo makes its own; production refuses without.

    Raises MasterKeyError.
    """
    if settings.master_key:
        return Vault.from_base64(settings.master_key.get_secret_value())
    file = settings.master_key_file or (settings.data_folder / KEY_FILE if settings.demo else None)
    if file is None:
        raise MasterKeyError(
            "set HAFAN_MASTER_KEY or HAFAN_MASTER_KEY_FILE; make one: openssl rand -base64 32"
        )
    if settings.demo and not settings.master_key_file and not file.exists():
        _make(file)
    return Vault.from_base64(_read(file))


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError as wrong:
        raise MasterKeyError(f"cannot read the master key from {file}: {wrong.strerror}") from None


def _make(file: Path) -> None:
    """Written whole and then put in its place, so that two processes never end up with two keys."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = file.with_suffix(f".{os.getpid()}")
    partial.touch(mode=0o600)
    partial.write_text(new_master_key())
    try:
        os.link(partial, file)
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def assistant_key(vault: Vault) -> str:
    """What the service shows to our channel inside Rasa."""
    return vault.derived("assistant-channel").hex()


def assistant_token(vault: Vault) -> str:
    """What Rasa's own HTTP API asks for."""
    return vault.derived("assistant-api").hex()


def actions_key(vault: Vault) -> str:
    """What Rasa shows when it calls our actions."""
    return vault.derived("actions").hex()


def tracker_key(vault: Vault) -> str:
    """Seals what Rasa remembers of a conversation, and opens nothing else; in base64."""
    return base64.b64encode(vault.derived("trackers")).decode()
