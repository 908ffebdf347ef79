"""The guards that hold in every test do hold."""

import os
import socket
import warnings

import pytest
from pytest_socket import SocketConnectBlockedError

# Set aside for documentation: answers nobody.
ELSEWHERE = ("192.0.2.1", 443)


def test_a_test_cannot_reach_beyond_this_machine() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(ELSEWHERE, timeout=0.2)


def test_a_test_may_reach_this_machine() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_no_setting_of_the_shell_reaches_a_test() -> None:
    assert [
        name for name in os.environ if name.startswith(("HAFAN_", "TWILIO_")) or name == "DATABASE_URL"
    ] == []
