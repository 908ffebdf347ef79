"""An invitation also goes out as an e-mail, and its link is kept nowhere."""

import pytest

from tests.fixtures import PUBLIC, World
from tests.posting import Post
from tests.web.conftest import Browser, Service
from tests.web.test_accounts import accept, invite, link_on

pytestmark = pytest.mark.service


async def test_the_link_goes_out_as_an_e_mail_too_and_is_not_kept(
    administrator: Browser, service: Service, world: World, post: Post
) -> None:
    answer = await invite(administrator, email="nia@example.org", language="cy")
    assert "It goes to nia@example.org" in answer.text
    link = link_on(answer)
    [waiting] = await world.rows("SELECT id, body_sealed FROM dispatches WHERE purpose = 'invitation'")
    assert link.encode() not in waiting.body_sealed
    await post.send(waiting.id)
    [mail] = post.mail.to("nia@example.org")
    assert mail["Subject"] == "Eich gwahoddiad i Hafan"
    body = mail.get_body(("plain",))
    assert body
    assert PUBLIC + link in body.get_content()
    [row] = await world.rows("SELECT status, body_sealed FROM dispatches WHERE id = :d", d=waiting.id)
    assert (row.status, row.body_sealed) == ("sent", None)
    assert (await accept(service.browser(), link, world)).status_code == 200


async def test_nobody_without_an_e_mail_address_is_promised_one(administrator: Browser, world: World) -> None:
    assert "It goes to" not in (await invite(administrator)).text
    assert await world.rows("SELECT 1 FROM dispatches") == []
