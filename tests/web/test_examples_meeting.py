"""Two trainers who change the same example: nobody's words are lost, and each is told of the other."""

import pytest

from bot.domain.staff import Role
from bot.examples.library import Example
from tests.web.conftest import Browser, Service
from tests.web.example_forms import EN, HELLO, HERE, edits, form_of

pytestmark = pytest.mark.service


async def test_the_second_of_two_trainers_sees_both_versions_and_keeps_their_words(
    service: Service, trainer: Browser
) -> None:
    _, other = await service.member(Role.TRAINER)
    await trainer.post(f"{HERE}/one/{HELLO.id}", **form_of(HELLO, "hello from the first"))
    answer = await other.post(f"{HERE}/one/{HELLO.id}", **form_of(HELLO, "hello from the second"))
    assert answer.status_code == 409
    for words in (">hello<", ">hello from the first<", ">hello from the second<"):
        assert words in answer.text
    assert 'name="text" value="hello from the second"' in answer.text
    there = Example(EN, "greet", "hello from the first")
    assert f'action="{HERE}/one/{there.id}"' in answer.text
    await other.post(f"{HERE}/one/{there.id}", **form_of(there, "hello from the second"))
    assert [after for _, _, after, _ in await edits(service)] == [
        "hello from the first",
        "hello from the second",
    ]


@pytest.mark.parametrize(("action", "said"), [("remove", "It was removed."), ("keep", "Saying goodbye")])
async def test_what_was_removed_or_moved_meanwhile_is_told(
    service: Service, trainer: Browser, action: str, said: str
) -> None:
    _, other = await service.member(Role.TRAINER)
    hi = Example(EN, "greet", "heya")
    await trainer.post(f"{HERE}/one/{hi.id}", **form_of(hi, "heya", "goodbye", action=action))
    answer = await other.post(
        f"{HERE}/one/{hi.id}", **form_of(hi, "heya there you lot") | {"above": "hii", "below": "helo"}
    )
    assert answer.status_code == 409
    assert said in answer.text
    assert "heya there you lot" in answer.text


async def test_the_second_of_two_who_remove_an_example_is_told_that_it_is_gone(
    service: Service, trainer: Browser
) -> None:
    _, other = await service.member(Role.TRAINER)
    heya = Example(EN, "greet", "heya")
    await trainer.post(f"{HERE}/one/{heya.id}", **form_of(heya, "heya", action="remove"))
    sent = form_of(heya, "heya", action="remove") | {"above": "hii", "below": "helo"}

    answer = await other.post(f"{HERE}/one/{heya.id}", **sent)

    assert answer.headers["location"].endswith("done=example-gone-before")
    assert len(await edits(service)) == 1


async def test_who_removes_what_was_changed_meanwhile_sees_whose_change_it_was_and_can_go_on(
    service: Service, trainer: Browser
) -> None:
    _, other = await service.member(Role.TRAINER)
    await trainer.post(f"{HERE}/one/{HELLO.id}", **form_of(HELLO, "hello from the first"))

    answer = await other.post(f"{HERE}/one/{HELLO.id}", **form_of(HELLO, "hello", action="remove"))

    assert answer.status_code == 409
    assert "To remove it." in answer.text
    assert "Catrin Hyfforddwr" in answer.text
    there = Example(EN, "greet", "hello from the first")
    sent = form_of(there, there.text, action="remove")
    assert (
        (await other.post(f"{HERE}/one/{there.id}", **sent)).headers["location"].endswith("example-removed")
    )
