"""The trained assistant in its real server: real PostgreSQL, real actions before a double of the service."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.assistant.running import TOKEN, Running, running

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

# Words that no source file of Rasa's or ours holds, so that finding one in the log means a leak.
MARKER = "zxqwombat"
# How Linux writes 127.0.0.1 and the state of listening in /proc/net/tcp.
LOOPBACK, LISTENING = "0100007F", "0A"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("rasa")) as under_test:
        yield under_test


@pytest.fixture
def sender(assistant: Running) -> str:
    """A new conversation, with nothing asked of the service so far."""
    assistant.calls()
    return uuid.uuid4().hex


def stored(assistant: Running, sender: str) -> bytes | None:
    with psycopg.connect(assistant.database) as connection:
        row = connection.execute(
            "SELECT sealed FROM assistant.trackers WHERE conversation_id = %s", [sender]
        ).fetchone()
    return None if row is None else bytes(row[0])


@pytest.mark.parametrize(
    ("language", "turns"),
    [
        ("en", ["bout a 7", "slept fine", "yeah", "nah", "no ta"]),
        ("cy", ["tua saith", "cysgu'n iawn", "yndw", "na", "dim diolch"]),
    ],
)
def test_a_whole_check_in_takes_six_texts_and_keeps_five_answers(
    assistant: Running, sender: str, language: str, turns: list[str]
) -> None:
    replies = [assistant.say(sender, turn, language) for turn in turns]
    assert all(replies)
    assert 1 + len(replies) == 6
    assert assistant.calls() == [
        ["record", "mood", 7],
        ["record", "sleep", 2],
        ["record", "safe", 2],
        ["record", "tell", 0],
        ["record", "contact_wish", 0],
        ["complete"],
    ]


def test_a_plan_s_questions_are_asked_in_its_order(assistant: Running, sender: str) -> None:
    asks = ["mood", "goal_1", "goal_2", "went_well"]
    replies = [assistant.say(sender, text, asks=asks) for text in ("6", "4 and 7", "football on saturday")]
    assert replies[0] == "OK, thanks. How's it going with [goal_1], from 0 to 10?"
    assert replies[1] == "OK, thanks. What's one thing that went well lately, big or small?"
    kept = [call[1:] for call in assistant.calls() if call[0] == "record"]
    assert kept == [["mood", 6], ["goal_1", 4], ["goal_2", 7], ["went_well", 1]]


def test_a_check_in_that_was_put_off_goes_on_where_it_was_left(assistant: Running, sender: str) -> None:
    assistant.say(sender, "6")
    assert assistant.say(sender, "later") == "OK. I'll message you again [when]."
    assert assistant.calls() == [["record", "mood", 6], ["postpone", "later"]]
    assert assistant.say(sender, "ok", check_in=False) == "OK."
    reply = assistant.say(sender, "slept fine", resumed=1)
    assert reply == "Glad you got some sleep. Do you feel safe at the moment? Yes, no or not sure."


def test_a_question_of_theirs_is_answered_and_then_ours_asked_again_in_one_text(
    assistant: Running, sender: str
) -> None:
    reply = assistant.say(sender, "who reads this?")
    assert reply is not None
    assert "people who can help" in reply
    assert reply.endswith("0 to 10?")


def test_the_language_follows_what_the_service_says(assistant: Running, sender: str) -> None:
    assert assistant.say(sender, "7", "cy") == "Braf clywed. Sut nest ti gysgu neithiwr?"
    assert assistant.say(sender, "ok", "en") == (
        "Glad you got some sleep. Do you feel safe at the moment? Yes, no or not sure."
    )


def test_a_change_of_language_holds_from_the_same_reply_on(assistant: Running, sender: str) -> None:
    reply = assistant.say(sender, "can we do this in welsh")
    assert reply is not None
    assert reply.startswith("Iawn, Cymraeg amdani.")
    assert "heddiw" in reply
    assert assistant.calls() == [["change_language", "cy"]]


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("stop texting me", ["opt_out"]),
        ("wrong number mate", ["wrong_person"]),
        ("cant talk mams here", ["not_alone"]),
        ("busy in class text me later", ["postpone", "later"]),
    ],
)
def test_a_request_ends_the_check_in_and_nothing_more_is_asked(
    assistant: Running, sender: str, text: str, call: list[str]
) -> None:
    reply = assistant.say(sender, text)
    assert reply
    assert "?" not in reply
    assert assistant.calls() == [call]
    assistant.say(sender, "7")
    assert assistant.calls() == []


@pytest.mark.parametrize("leaving", ["cant talk mams here", "busy in class text me later", "bye"])
def test_somebody_who_comes_back_with_a_score_takes_the_check_in_up_again(
    assistant: Running, sender: str, leaving: str
) -> None:
    assistant.say(sender, leaving)
    assistant.calls()
    reply = assistant.say(sender, "ok im back 5", answers=True)
    assert reply is not None
    assert reply.endswith("How did you sleep last night?")
    assert assistant.calls() == [["record", "mood", 5]]


def test_no_score_reopens_a_check_in_that_a_safety_reply_paused(assistant: Running, sender: str) -> None:
    reply = assistant.say(sender, "7", answers=True, paused=True)
    assert reply is not None
    assert "?" not in reply
    assert assistant.calls() == []


def test_a_yes_to_the_offer_in_passing_is_passed_on(assistant: Running, sender: str) -> None:
    offer = assistant.say(sender, "whats the capital of peru", check_in=False)
    assert offer is not None
    assert "worker" in offer
    assistant.say(sender, "yes", check_in=False)
    assert assistant.calls() == [["ask_for_worker"]]


def test_he_wont_stop_is_no_opt_out(assistant: Running, sender: str) -> None:
    assert assistant.say(sender, "he wont stop")
    assert ["opt_out"] not in assistant.calls()


def test_while_paused_nothing_of_the_check_in_is_asked_or_kept(assistant: Running, sender: str) -> None:
    assistant.say(sender, "4")
    assistant.calls()
    for text in ("ok", "slept shit", "7", "asdfgh"):
        reply = assistant.say(sender, text, paused=True)
        assert reply
        assert "?" not in reply
    assert assistant.calls() == []


def test_a_message_that_comes_again_is_answered_alike_and_heard_once(assistant: Running, sender: str) -> None:
    first = assistant.say(sender, "7", message_id="m1")
    assistant.calls()
    assert assistant.say(sender, "7", message_id="m1") == first
    assert assistant.calls() == []
    assert assistant.say(sender, "slept ok", message_id="m2") != first


def test_outside_a_check_in_an_offered_call_is_passed_on_if_wanted(assistant: Running, sender: str) -> None:
    offer = assistant.say(sender, "feeling really rubbish today", check_in=False)
    assert offer is not None
    assert offer.endswith("Do you want your worker to call you?")
    assistant.say(sender, "yes please", check_in=False)
    assert assistant.calls() == [["ask_for_worker"]]


@pytest.mark.parametrize("command", ["/restart", "/stop_messages", " /session_start", "//", "/"])
def test_a_leading_slash_is_no_command(assistant: Running, sender: str, command: str) -> None:
    assert assistant.say(sender, command)
    assert assistant.calls() == []
    assert assistant.say(sender, "7") == "Good to hear. How did you sleep last night?"


@pytest.mark.parametrize("key", [None, "", "wrong"])
def test_without_the_channel_s_secret_nothing_is_heard(
    assistant: Running, sender: str, key: str | None
) -> None:
    body = {"sender": sender, "message": "7", "metadata": {"language": "en", "check_in": True}}
    assert assistant.post(body, key).status_code == 403
    assert stored(assistant, sender) is None


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"sender": "x", "message": "7"},
        {"sender": "", "message": "7", "metadata": {"language": "en"}},
        {"sender": "x", "message": 7, "metadata": {"language": "en"}},
        {"sender": "x", "message": "7", "metadata": {"language": "fr"}},
    ],
)
def test_a_malformed_call_is_refused_without_being_handled(assistant: Running, body: object) -> None:
    assert assistant.post(body).status_code == 400


def test_rasa_s_own_interface_asks_for_its_token(assistant: Running, sender: str) -> None:
    assistant.say(sender, "7")
    url = f"{assistant.rasa}/conversations/{sender}/tracker"
    assert httpx.get(url).status_code == 401
    assert httpx.get(url, params={"token": TOKEN}).status_code == 200


def test_only_this_machine_can_reach_the_server(assistant: Running) -> None:
    port = int(assistant.rasa.rpartition(":")[2])
    sockets = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    listening = [line.split()[1] for line in sockets.splitlines() if line.split()[3] == LISTENING]
    assert [address for address in listening if address.endswith(f":{port:04X}")] == [
        f"{LOOPBACK}:{port:04X}"
    ]


def test_what_is_kept_is_sealed(assistant: Running, sender: str) -> None:
    assistant.say(sender, f"7 {MARKER}")
    sealed = stored(assistant, sender)
    assert sealed
    assert MARKER.encode() not in sealed
    assert b"check_in" not in sealed


def test_a_row_moved_to_another_conversation_does_not_open(assistant: Running, sender: str) -> None:
    assistant.say(sender, "7")
    thief = uuid.uuid4().hex
    with psycopg.connect(assistant.database) as connection:
        connection.execute(
            "INSERT INTO assistant.trackers SELECT %s, sealed, updated_at FROM assistant.trackers "
            "WHERE conversation_id = %s",
            [thief, sender],
        )
    assert assistant.say(thief, "fine") is None


def test_when_the_actions_are_away_nothing_is_said_and_the_text_can_be_sent_again(
    assistant: Running, sender: str
) -> None:
    assistant.say(sender, "7")
    before = stored(assistant, sender)
    assistant.stop("actions")
    try:
        assert assistant.say(sender, "slept fine") is None
        assert assistant.say(sender, "can my worker ring me") is None
        assert before is not None
    finally:
        assistant.start_actions()
    assert assistant.say(sender, "slept fine") == (
        "Glad you got some sleep. Do you feel safe at the moment? Yes, no or not sure."
    )


def test_when_conversations_cannot_be_kept_nothing_is_said_and_nothing_kept_in_memory(
    assistant: Running, sender: str
) -> None:
    with psycopg.connect(assistant.database, autocommit=True) as connection:
        connection.execute("ALTER TABLE assistant.trackers RENAME TO trackers_away")
        try:
            assert assistant.say(sender, "7") is None
        finally:
            connection.execute("ALTER TABLE assistant.trackers_away RENAME TO trackers")
    assert stored(assistant, sender) is None
    assert assistant.say(sender, "7") == "Good to hear. How did you sleep last night?"


def test_no_word_of_anyone_s_reaches_the_log_at_the_most_talkative_level(
    assistant: Running, sender: str
) -> None:
    assistant.say(sender, f"{MARKER} is what i said")
    assistant.stop("actions")
    try:
        assistant.say(sender, f"7 and {MARKER} again")
    finally:
        assistant.start_actions()
    httpx.post(f"{assistant.rasa}/model/parse", params={"token": TOKEN}, json={"text": MARKER})
    log = assistant.log.read_text()
    assert '"level": "debug"' in log
    assert "turn_failed" in log
    assert MARKER not in log
    assert "heddiw" not in log
    assert "0 to 10" not in log
