"""The service starts on complete settings only, and names what is wrong without showing its value."""

from pathlib import Path

import pytest

from bot.keys import open_vault
from bot.settings import Mode, Settings, SettingsError, load_settings
from bot.storage.encryption import MasterKeyError, new_master_key

COMPLETE = {
    "HAFAN_MODE": "production",
    "DATABASE_URL": "postgresql://owner@db/hafan",
    "HAFAN_MASTER_KEY": new_master_key(),
    "HAFAN_PUBLIC_URL": "https://hafan.example/",
    "HAFAN_TWILIO_ACCOUNT_SID": "AC1",
    "HAFAN_TWILIO_AUTH_TOKEN": "secret-token",
    "HAFAN_TWILIO_NUMBER": "+447700900000",
    "HAFAN_SMTP_HOST": "mail.hafan.example",
    "HAFAN_SMTP_SENDER": "hafan@hafan.example",
}


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_production_starts_when_everything_is_set(production: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert settings.mode is Mode.PRODUCTION
    assert settings.public_address == "https://hafan.example"


@pytest.mark.parametrize("missing", [name for name in COMPLETE if name != "HAFAN_MODE"])
def test_production_refuses_to_start_without(production: pytest.MonkeyPatch, missing: str) -> None:
    production.delenv(missing)
    with pytest.raises(SettingsError, match=missing):
        load_settings()


def test_a_wrong_value_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAFAN_PORT", "not-a-port-but-a-secret")
    with pytest.raises(SettingsError, match="HAFAN_PORT") as wrong:
        load_settings()
    assert "secret" not in str(wrong.value)


def test_the_demo_refuses_a_real_twilio_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAFAN_TWILIO_ACCOUNT_SID", "AC1")
    with pytest.raises(SettingsError, match="HAFAN_MODE=production"):
        load_settings()


def test_secrets_stay_out_of_what_settings_show(production: pytest.MonkeyPatch) -> None:
    shown = repr(load_settings())
    assert "secret-token" not in shown
    assert COMPLETE["HAFAN_MASTER_KEY"] not in shown


def test_the_demo_makes_its_own_key_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path / "new")
    assert open_vault(settings) == open_vault(settings)
    assert (tmp_path / "new" / "master.key").stat().st_mode & 0o077 == 0


def test_a_key_file_that_is_not_there_is_refused(production: pytest.MonkeyPatch, tmp_path: Path) -> None:
    production.delenv("HAFAN_MASTER_KEY")
    production.setenv("HAFAN_MASTER_KEY_FILE", str(tmp_path / "nothing"))
    with pytest.raises(MasterKeyError, match="nothing"):
        open_vault(load_settings())


def test_production_never_makes_a_key(production: pytest.MonkeyPatch, tmp_path: Path) -> None:
    production.setenv("HAFAN_DATA_FOLDER", str(tmp_path))
    production.setenv("HAFAN_MASTER_KEY", "not a key")
    with pytest.raises(MasterKeyError):
        open_vault(load_settings())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("since", "until"), [("21:00", "08:00"), ("09:00", "09:00"), ("08:00+02:00", "21:00")]
)
def test_hours_in_which_no_check_in_could_ever_leave_are_refused(
    production: pytest.MonkeyPatch, since: str, until: str
) -> None:
    production.setenv("HAFAN_CONTACT_SINCE", since)
    production.setenv("HAFAN_CONTACT_UNTIL", until)
    with pytest.raises(SettingsError, match="HAFAN_CONTACT_SINCE"):
        load_settings()
