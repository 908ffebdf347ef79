"""Promoting and going back from the command line, with the accounts of a real database."""

import pytest

from bot.promotion.versions import State, Store
from tests.at_a_terminal import PASSWORD, id_of, query, run, signs, trail, waiting
from tests.promotion.building import learn

pytestmark = pytest.mark.service

SWAPS = "SELECT kind, version, before, by FROM model_swaps ORDER BY at"
REFUSED = "SELECT 1 FROM audit WHERE action = 'sign_in:refuse'"
TOLD = "SELECT kind, practitioner_id FROM notices WHERE seen_at IS NULL"
REQUESTS = "SELECT asked_by, decided_by, decision FROM model_requests WHERE version = :version"


def said(output: str) -> str:
    return " ".join(output.split())


def ask(version: str) -> tuple[int, str]:
    return run("promote", version, "--asked-by", "eleri", typed=signs("eleri"))


def approve(version: str, by: str = "nia") -> tuple[int, str]:
    return run("promote", version, "--approved-by", by, typed=signs(by, "Looked at both languages."))


def roll_back() -> tuple[int, str]:
    return run("rollback", "--by", "nia", typed=signs("nia"))


def test_two_people_who_prove_who_they_are_promote_and_leave_what_the_page_leaves(kept_models: Store) -> None:
    version, before = waiting(kept_models), kept_models.serving()
    assert before
    eleri, nia = id_of("eleri"), id_of("nia")
    assert ask(version)[0] == 0
    assert kept_models.version(version).state is State.CANDIDATE
    assert query(REQUESTS, version=version) == [(eleri, None, None)]
    assert approve(version)[0] == 0
    assert kept_models.version(version).state is State.SERVING
    assert query(REQUESTS, version=version) == [(eleri, nia, "approved")]
    assert query(SWAPS)[-1] == ("promoted", version, before.id, nia)
    [promotion] = kept_models.version(version).promotions
    assert (promotion.asked_by, promotion.approved_by) == (str(eleri), str(nia))
    code, output = roll_back()
    assert (code, f"{before.id} serves again" in output) == (0, True)
    assert query(SWAPS)[-1] == ("rolled_back", before.id, version, nia)
    assert trail()[-3:] == [
        f"model:ask {version}",
        f"model:promote {version}",
        f"model:roll_back {before.id}",
    ]


def test_both_at_one_terminal_type_their_own_passwords(kept_models: Store) -> None:
    version = waiting(kept_models)
    typed = signs("eleri") + signs("nia")
    code, output = run("promote", version, "--asked-by", "eleri", "--approved-by", "nia", typed=typed)
    assert (code, f"{version} serves" in output) == (0, True)
    assert PASSWORD not in output


@pytest.mark.parametrize("wrong", ["password", "code", "spent code"])
def test_a_name_alone_decides_nothing(kept_models: Store, wrong: str) -> None:
    version = waiting(kept_models)
    assert ask(version)[0] == 0
    entries, refused = trail(), query(REFUSED)
    password, code, reason = signs("nia").splitlines()
    if wrong == "password":
        password = "something else entirely"
    elif wrong == "code":
        code = "000000"
    else:
        query("UPDATE practitioners SET totp_last_step = 99999999999 RETURNING 1")
    typed = f"{password}\n{code}\n{reason}\n"
    status, output = run("promote", version, "--approved-by", "nia", typed=typed)
    assert (status, "password or code is wrong" in said(output)) == (1, True)
    assert trail() == entries
    assert len(query(REFUSED)) == len(refused) + 1
    assert kept_models.version(version).state is State.CANDIDATE


def test_attempts_at_one_account_are_counted(kept_models: Store) -> None:
    assert kept_models.serving()
    query("DELETE FROM sign_in_failures RETURNING 1")
    for _ in range(10):
        run("rollback", "--by", "nia", typed=signs("nia", password="something else entirely"))
    code, output = roll_back()
    query("DELETE FROM sign_in_failures RETURNING 1")
    assert (code, "too many attempts" in output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--asked-by", "tom"), "tom may not ask for a model: only a trainer may"),
        (("--asked-by", "nia"), "nia may not ask for a model: only a trainer may"),
        (("--approved-by", "tom"), "tom may not decide about one: only a safeguarding lead or trainer may"),
        (("--approved-by", "left"), "left may not decide about one"),
        (("--approved-by", "nobody"), "nobody signs in as nobody"),
    ],
)
def test_who_may_not_is_refused_before_anything_is_typed(
    kept_models: Store, arguments: tuple[str, str], reason: str
) -> None:
    version, entries = waiting(kept_models), trail()
    code, output = run("promote", version, *arguments)
    assert (code, reason in said(output)) == (1, True)
    assert "Password" not in output
    assert trail() == entries


def test_whoever_asked_cannot_approve_and_that_is_on_the_trail(kept_models: Store) -> None:
    version = waiting(kept_models)
    assert ask(version)[0] == 0
    code, output = approve(version, "eleri")
    assert (code, "Whoever asks may not approve" in said(output)) == (1, True)
    assert kept_models.version(version).state is State.CANDIDATE
    assert trail()[-1] == f"model:refuse {version}"


def test_what_nobody_asked_for_is_not_approved(kept_models: Store) -> None:
    version = waiting(kept_models)
    code, output = approve(version)
    assert (code, "Nobody asked that it serve" in said(output)) == (1, True)
    assert kept_models.version(version).state is State.CANDIDATE


def test_what_a_colleague_declined_must_be_asked_for_again(kept_models: Store) -> None:
    version, of_others = waiting(kept_models), query(TOLD)
    assert ask(version)[0] == 0
    assert (
        run("promote", version, "--declined-by", "nia", typed=signs("nia", "Two topics got worse."))[0] == 0
    )
    assert trail()[-1] == f"model:decline {version}"
    assert query(TOLD) == [*of_others, ("model_decided", id_of("eleri"))]
    assert approve(version)[0] == 1
    assert ask(version)[0] == 0
    assert query(TOLD) == of_others
    assert approve(version)[0] == 0


def test_examples_are_looked_at_again_by_what_leads_decided_since(kept_models: Store) -> None:
    version = waiting(kept_models)
    assert ask(version)[0] == 0
    learn(kept_models, version, ["he said hell hurt me"])
    code, output = approve(version)
    assert (code, "looks like a disclosure" in said(output)) == (1, True)
    assert kept_models.version(version).state is State.CANDIDATE
    assert query(REQUESTS, version=version) == [(id_of("eleri"), None, None)]


def test_with_nothing_to_go_back_to_it_says_so(kept_models: Store) -> None:
    assert kept_models.serving()
    code, output = roll_back()
    assert (code, "No earlier version" in output) == (1, True)


def test_going_back_works_while_the_database_does_not_answer_and_says_what_is_missing(
    kept_models: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, before = waiting(kept_models), kept_models.serving()
    assert before
    assert ask(version)[0] == 0
    assert approve(version)[0] == 0
    with monkeypatch.context() as away:
        away.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
        code, output = run("rollback", "--by", "nia")
        assert (code, "rollback --without-database" in said(output)) == (1, True)
        code, output = run("rollback", "--without-database")
    assert (code, "not on the audit trail" in said(output)) == (1, True)
    assert kept_models.version(before.id).state is State.SERVING


def test_while_the_database_answers_nobody_goes_back_without_proving_who_they_are(kept_models: Store) -> None:
    version = waiting(kept_models)
    assert ask(version)[0] == 0
    assert approve(version)[0] == 0
    code, output = run("rollback", "--without-database")
    assert (code, "say who goes back, with --by" in said(output)) == (1, True)
    assert kept_models.version(version).state is State.SERVING
    assert trail()[-1] == "model:refuse roll back"


@pytest.mark.parametrize("name", ["20261122-2141-0000", "..", "nonsense"])
def test_an_unknown_version_is_refused(kept_models: Store, name: str) -> None:
    assert kept_models.serving()
    code, output = ask(name)
    assert (code, "hafan models" in said(output)) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("promote", "20261122-2141-3f2a"),
        ("promote", "20261122-2141-3f2a", "--approved-by", "nia", "--declined-by", "nia"),
        ("rollback",),
        ("rollback", "--by", "nia", "--without-database"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2
