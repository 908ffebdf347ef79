"""Which pages trainers reach, written out, and which are forbidden to them whatever they propose."""

import pytest

from bot.domain.staff import Role, allows
from tests.fixtures import World
from tests.web.conftest import Service, web_app
from tests.web.matrix import answer_of, routes

pytestmark = pytest.mark.service

# What everybody has for themselves: the first page, help, notices, their account.
OWN = {
    "GET /",
    "POST /sign-out",
    "POST /account/organisation",
    "POST /account/organisation/unlink",
    "GET /account",
    "POST /account/password",
    "GET /account/password",
    "POST /account/authenticator",
    "GET /account/authenticator",
    "POST /account/recovery-codes",
    "POST /account/sessions/end-others",
    "POST /account/passkeys/options",
    "POST /account/passkeys",
    "GET /help",
    "POST /account/sessions/<session:uuid>/end",
    "POST /notices/<notice:uuid>/seen",
    "POST /account/passkeys/<passkey:uuid>/name",
    "POST /account/passkeys/<passkey:uuid>/remove",
}
# Written out as well: a page that trainers get by a wrong grant is noticed. None of them shows a person.
TRAINERS = {
    "GET /trainers/review",
    "GET /trainers/models",
    "POST /trainers/models/train",
    "POST /trainers/models/roll-back",
    "GET /trainers/models/roll-back",
    "GET /safeguarding",
    "GET /safeguarding/rules",
    "POST /safeguarding/corpus",
    "GET /safeguarding/corpus",
    "POST /safeguarding/locked",
    "GET /safeguarding/locked",
    "GET /trainers/examples",
    "POST /trainers/examples/find",
    "GET /trainers/examples/changes",
    "POST /trainers/examples/changes/undo",
    "GET /trainers/examples/changes/patch",
    "POST /trainers/examples/try",
    "GET /trainers/examples/try",
    "GET /trainers/handed-over",
    "POST /trainers/review/<released:uuid>",
    "GET /trainers/review/<released:uuid>",
    "GET /trainers/models/runs/<run:uuid>",
    "GET /trainers/models/runs/<run:uuid>/progress",
    "POST /trainers/models/runs/<run:uuid>/cancel",
    "GET /trainers/models/versions/<version:str>",
    "POST /trainers/models/versions/<version:str>/ask",
    "POST /trainers/models/versions/<version:str>/decide",
    "GET /trainers/models/versions/<version:str>/comparison",
    "GET /trainers/models/versions/<version:str>/comparison/<name:str>",
    "GET /safeguarding/rules/<rule:str>",
    "POST /safeguarding/rules/<rule:str>/change",
    "GET /safeguarding/rules/<rule:str>/change",
    "GET /safeguarding/changes/<change:uuid>",
    "POST /safeguarding/changes/<change:uuid>/take-back",
    "POST /safeguarding/changes/<change:uuid>/go-back",
    "GET /trainers/examples/topics/<topic:str>",
    "POST /trainers/examples/topics/<topic:str>/add",
    "POST /trainers/examples/one/<example:str>",
    "GET /trainers/examples/one/<example:str>",
    "POST /trainers/examples/topics/<topic:str>/many",
}
# What safeguarding leads alone do with what trainers proposed, handed over, or were not shown.
LEADS = {
    "GET /released",
    "GET /safeguarding/patch",
    "POST /released/<released:uuid>/settle",
    "POST /safeguarding/changes/<change:uuid>/check",
    "POST /safeguarding/changes/<change:uuid>/take-on",
    "POST /safeguarding/changes/<change:uuid>/decide",
    "POST /safeguarding/changes/<change:uuid>/words",
    "POST /safeguarding/handed-over/<handed:uuid>",
    "POST /safeguarding/handed-over/<handed:uuid>/take-back",
}


async def test_trainers_reach_these_pages_and_no_others(world: World) -> None:
    granted = {
        str(one)
        for one in routes(web_app(world))
        if one.access and one.access.permission and allows(Role.TRAINER, one.access.permission)
    }
    assert granted == OWN | TRAINERS


async def test_what_leads_alone_do_is_forbidden_to_trainers(service: Service) -> None:
    _, trainer = await service.member(Role.TRAINER)
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    found = [route for route in routes(service.app) if str(route) in LEADS]
    assert len(found) == len(LEADS)
    for route in found:
        assert (await answer_of(trainer, route))[0] == 403, str(route)
        assert (await answer_of(lead, route))[0] != 403, str(route)
