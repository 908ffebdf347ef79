"""Pages about what screening hears, over HTTP: who sees what, and what they refuse."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.domain.staff import Role
from bot.examples.patch import patch
from bot.safeguarding_changes import rule_text
from bot.safeguarding_changes.overlay import lay
from bot.safeguarding_changes.released import Released, exported
from bot.screening.loading import load_texts
from bot.storage.safeguarding_changes import Change, Content, Kind
from tests.safeguarding_changes.writing import Folder
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service

PAGES = (
    "/safeguarding",
    "/safeguarding/rules",
    "/safeguarding/rules?q=sofa",
    "/safeguarding/rules/missing-plain",
    "/safeguarding/rules/missing-hint/change",
    "/safeguarding/rules/new-missing/change",
    "/safeguarding/corpus?q=ran",
    "/safeguarding/locked",
)


async def proposed(browser: Browser, **form: str) -> tuple[int, str]:
    """(status, where it leads) of a proposal to change the first rule."""
    place = "/safeguarding/rules/missing-plain/change"
    page = (await browser.get(place)).text
    assert "missing-plain" in page
    text = (
        "id: missing-plain\nseverity: high\nlanguage: en\npatterns: ['(ran|runned) away']\n"
        "unless: ['{self} won']\nmust_fire: [i ran away]\nmust_not_fire: [the run was long]\n"
    )
    answer = await browser.post(place, **({"text": text, "reason": "said so", "do": "propose"} | form))
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.TRAINER])
async def test_leads_and_trainers_see_every_page(service: Service, folder: Folder, role: Role) -> None:
    _, browser = await service.member(role)
    for path in PAGES:
        assert (await browser.get(path)).status_code == 200, path


async def test_a_change_needs_a_reason_and_must_change_something(service: Service, folder: Folder) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    assert (await proposed(lead, reason=" "))[0] == 422
    assert (await proposed(lead, do="withdraw", reason=""))[0] == 422
    same = rule_text.find(folder.released.texts(), "missing-plain").text
    assert (await proposed(lead, text=same))[0] == 422
    assert (await proposed(lead))[0] == 303


async def test_a_trainer_sees_their_own_proposals_and_no_numbers_of_real_messages(
    service: Service, folder: Folder
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    _, trainer = await service.member(Role.TRAINER)
    _, theirs = await proposed(lead)
    _, own = await proposed(trainer)
    assert (await trainer.get(theirs)).status_code == 404
    page = await trainer.get(own)
    assert page.status_code == 200
    assert "What checking found" not in page.text
    assert (await trainer.post(f"{own}/words")).status_code == 403
    assert (await trainer.post(f"{own}/decide", do="approve", answer="mine")).status_code == 403
    assert (await trainer.get("/safeguarding/patch")).status_code == 403
    assert (await lead.get(own)).status_code == 200


async def test_an_author_who_sends_the_form_all_the_same_is_refused(service: Service, folder: Folder) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    _, other = await service.member(Role.SAFEGUARDING_LEAD)
    _, change = await proposed(lead)
    await lead.get(change)
    answer = await lead.post(f"{change}/decide", do="approve", answer="I agree with myself", edition="1")
    assert answer.status_code == 409
    await other.get(change)
    # Nobody has checked it yet, and whoever decides must say why.
    assert (await other.post(f"{change}/decide", do="approve", answer="fine")).status_code == 409
    assert (await other.post(f"{change}/decide", do="refuse", answer="")).status_code == 422
    assert (await other.post(f"{change}/decide", do="refuse", answer="too wide")).status_code == 303
    assert "too wide" in (await lead.get("/safeguarding")).text


async def test_a_withdrawal_and_its_reason_stay_on_the_trail(service: Service, folder: Folder) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    status, change = await proposed(lead, do="withdraw", reason="never right")
    assert status == 303
    assert (await lead.post(f"{change}/take-back")).status_code == 303
    [row] = await service.world.rows("SELECT detail FROM audit WHERE action = 'safeguarding:propose'")
    assert (row.detail["rule"], row.detail["removes"]) == ("missing-plain", True)
    assert "never right" in (await lead.get("/safeguarding")).text


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.TRAINER])
async def test_rules_that_cannot_serve_are_named_with_file_and_line(
    service: Service, folder: Folder, role: Role
) -> None:
    _, browser = await service.member(role)
    assert "not-serving" not in (await browser.get("/safeguarding")).text
    missing = folder.rules / "missing.yml"
    missing.write_text(missing.read_text().replace("severity: high", "severity: [high"))
    for path in ("/safeguarding", "/safeguarding/rules"):
        page = await browser.get(path)
        assert page.status_code == 200
        assert "do not serve" in page.text
        assert "missing.yml:" in page.text
    assert (await browser.get("/safeguarding/locked")).status_code == 200


async def test_a_rule_that_does_not_compile_leads_to_the_rule_that_is_to_be_mended(
    service: Service, folder: Folder
) -> None:
    missing = folder.rules / "missing.yml"
    missing.write_text(missing.read_text().replace('"ran away"', '"{nowhere} away"'))
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    page = (await lead.get("/safeguarding")).text
    assert "missing.yml:6: rule &#39;missing-plain&#39;" in page
    assert 'href="/safeguarding/rules/missing-plain/change"' in page


async def git(folder: Path, *arguments: str) -> str:
    command = ("git", "-C", str(folder), "-c", "user.name=Nobody", "-c", "user.email=nobody@hafan.example")
    process = await asyncio.create_subprocess_exec(
        *command, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def test_git_takes_the_patch_of_everything_that_leads_may_change(
    service: Service, folder: Folder, tmp_path: Path
) -> None:
    released = folder.released
    base = {name: rule_text.find(released.texts(), name).text for name in ("missing-plain", "missing-hint")}
    old = next(one for one in released.files()["safeguarding/corpus/en/missing.jsonl"].splitlines())
    new = json.dumps({"id": "cy-w1", "text": "dwi adra", "labels": [], "severity": "none"})
    approved = [
        Change(Kind.RULE, "missing-plain", True, Content("", base["missing-plain"], "missing.yml")),
        Change(
            Kind.RULE, "missing-hint", False, Content(base["missing-hint"].replace("sofa", "(sofa|settee)"))
        ),
        Change(Kind.CORPUS, "en-1", False, Content(old.replace("high", "medium"), old, "en/missing.jsonl")),
        Change(Kind.CORPUS, "cy-w1", False, Content(new, "", "cy/none.jsonl")),
        Change(Kind.CORPUS, "en-3", True, Content("{}", "{}", "en/none.jsonl")),
        Change(Kind.CORPUS, "en-gone", True, Content("{}", "{}", "en/gone.jsonl")),
        Change(Kind.LOCKED, "x", False, Content('ŵyr neb: "dim"', severity="medium")),
        Change(Kind.LOCKED, "y", True, Content("they ran away", severity="high")),
    ]
    files = exported(released, lay(released.texts(), approved).texts, approved)
    checkout = tmp_path / "checkout"
    for path, text in released.files().items():
        (checkout / "data" / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / "data" / path).write_text(text)
    (tmp_path / "leads.patch").write_text(patch(released.files(), files))
    await git(tmp_path, "init", "-q", str(checkout))
    await git(checkout, "apply", "--check", str(tmp_path / "leads.patch"))
    await git(checkout, "apply", str(tmp_path / "leads.patch"))
    for path, text in files.items():
        assert (checkout / "data" / path).read_text() == text, path
    changed = Released(
        checkout / "data/safeguarding/rules",
        checkout / "data/safeguarding/locked.yml",
        folder.released.corpus,
    )
    assert [one.text for one in changed.locked()] == ["i ran away tonight", 'ŵyr neb: "dim"']
    assert [one.id for one in load_texts(changed.texts()).rules] == ["missing-hint"]
