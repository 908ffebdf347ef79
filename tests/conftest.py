"""What holds in every test, whatever it tests.

Warnings are errors and sockets reach no further than this machine: both are set in pyproject.toml, and
`tests/project/test_guards.py` proves them.
"""

import os

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.fixtures",
    "tests.following_up",
    "tests.posting",
    "tests.ringing",
    "tests.agreeing",
    "tests.at_a_terminal",
    "tests.sharing_out",
]

OUTSIDE = ("HAFAN_", "TWILIO_", "RASA_", "PG")
PROXIES = {"http_proxy", "https_proxy", "all_proxy"}


def _forget_the_developers_settings() -> None:
    """A test must not reach a database or an account that the shell it was started from names."""
    for name in list(os.environ):
        if name.startswith(OUTSIDE) or name == "DATABASE_URL" or name.lower() in PROXIES:
            del os.environ[name]


_forget_the_developers_settings()

# No test speaks TLS with anybody outside, and reading a machine's certificates costs each HTTP client 50 ms.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.devnull

# A slow machine is not a failure, and a failing example is found again by everyone.
settings.register_profile("hafan", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("hafan")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a browser's test a second try, which the report counts apart.

    Chromium on a machine with something else to do loses a race of its own now and then.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
