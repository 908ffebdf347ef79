"""Written reports: drafted from the record, edited, printed, and logged as sent by a person."""

import re
from datetime import timedelta

import pytest

from bot.domain.contact_gate import HOME
from bot.domain.languages import Language
from bot.domain.report import Quote, ReportBody, Section
from bot.domain.staff import Role
from bot.storage.report_body import from_text, to_text
from bot.web.report_pdf import Paper, make_pdf
from bot.web.times import Times
from tests.fixtures import START, World
from tests.web.conftest import Browser, Case, Service
from tests.web.pdf import pages_of

QUOTE = re.compile(r'name="quote" id="[^"]+" value="([0-9a-f-]+)"( checked)?')


@pytest.fixture
async def report(service: Service, case: Case) -> str:
    """The path of a report that was just begun."""
    await service.says(case.number, "dwi ddim yn cysgu 😭 ŵ")
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    when = service.world.clock().astimezone(HOME).strftime("%Y-%m-%dT%H:%M")
    await case.theirs.post(
        f"/alerts/{case.reference}/actions",
        kind="passed_on", agency="gwynedd", means="phone", whom="duty worker", note="told her all", when=when,
    )  # fmt: skip
    return await begin(case.theirs, case.reference, "en")


async def begin(browser: Browser, reference: str, language: str, agency: str = "gwynedd") -> str:
    answer = await browser.post(f"/alerts/{reference}/report", agency=agency, language=language)
    assert answer.status_code == 303
    return answer.headers["location"].partition("?")[0]


def filled(page: str) -> dict[str, str]:
    """The form as the browser would send it back."""
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    texts = re.findall(r'<textarea[^>]* id="section-(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return {"version": version[1]} | {name: text.lstrip("\n") for name, text in texts}


async def printed(browser: Browser, path: str) -> str:
    answer = await browser.get(f"{path}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(pages_of(answer.content)).replace("\n", " ")


@pytest.mark.service
async def test_the_draft_is_put_together_from_the_record(case: Case, report: str) -> None:
    page = (await case.theirs.get(report)).text
    text = "\n".join(filled(page).values())
    for shown in (
        "Name: Alex Invented",
        "a computer program",
        "Threats or coercion (high)",
        "Mari Enghraifft took it on",
        "told her all",
        "duty worker",
        "Please do not call, text or write",
        "Whose phone it is: Not known yet.",
        "Mari Enghraifft, Practitioner",
    ):
        assert shown in text, shown
    assert [checked for _, checked in QUOTE.findall(page)] == [" checked", ""]


@pytest.mark.service
async def test_the_pdf_holds_every_word_of_what_was_saved(case: Case, report: str) -> None:
    page = (await case.theirs.get(report)).text
    form = filled(page) | {"knows_and_wants": "She knows. She wants Nain: â ê î ô û ŵ ŷ Ŵ Ŷ"}
    quotes = [quote for quote, _ in QUOTE.findall(page)]
    answer = await case.theirs.http.post(
        report,
        data=form | {"quote": quotes, "csrf_token": case.theirs.token},
        headers={"cookie": "; ".join(f"{name}={value}" for name, value in case.theirs.cookies.items())},
    )
    assert answer.status_code == 303
    text = await printed(case.theirs, report)
    for shown in (
        "CONFIDENTIAL",
        f"Safeguarding report {case.reference}",
        "To: Cyngor Gwynedd",
        "Version 2",
        "he said hell hurt me",
        "dwi ddim yn cysgu",
        "ŵ",
        "She wants Nain: â ê î ô û ŵ ŷ Ŵ Ŷ",
        "Page 1 of",
    ):
        assert shown in text, shown


@pytest.mark.service
async def test_a_report_in_welsh_is_welsh_throughout(case: Case, report: str) -> None:
    path = await begin(case.theirs, case.reference, "cy", "anglesey")
    text = await printed(case.theirs, path)
    for shown in (
        "CYFRINACHOL",
        f"Adroddiad diogelu {case.reference}",
        "At: Cyngor Sir Ynys Môn",
        "Beth mae'r person ifanc yn ei wybod ac yn ei ddymuno",
        "Enw: Alex Invented",
        "Tudalen 1 o",
        "18 Tachwedd 2026",
        "he said hell hurt me",
    ):
        assert shown in text, shown
    assert "Name:" not in text


@pytest.mark.service
async def test_the_pdf_is_kept_by_nobody_and_its_making_is_on_the_trail(
    case: Case, report: str, world: World
) -> None:
    answer = await case.theirs.get(f"{report}/pdf")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "Alex" not in str(answer.headers)
    looks = await world.rows("SELECT actor FROM audit WHERE action = 'report:export'")
    assert [row.actor for row in looks] == [str(case.practitioner)]


@pytest.mark.service
async def test_quoted_words_come_from_the_record_and_not_from_the_form(case: Case, report: str) -> None:
    form = filled((await case.theirs.get(report)).text) | {"quote": "made up words"}
    await case.theirs.post(report, **form)
    text = await printed(case.theirs, report)
    assert "made up words" not in text
    assert "he said hell hurt me" not in text


@pytest.mark.service
async def test_versions_are_kept_sealed_and_never_changed(case: Case, report: str, world: World) -> None:
    form = filled((await case.theirs.get(report)).text)
    await case.theirs.post(report, **form | {"request": "a strategy discussion"})
    rows = await world.rows("SELECT version, body_sealed FROM report_drafts ORDER BY version")
    assert [row.version for row in rows] == [1, 2]
    assert not any(b"Alex" in bytes(row.body_sealed) for row in rows)


@pytest.mark.service
async def test_what_somebody_else_saved_meanwhile_is_not_overwritten_and_nothing_is_lost(
    case: Case, report: str, world: World
) -> None:
    form = filled((await case.theirs.get(report)).text)
    await case.theirs.post(report, **form | {"request": "first words"})
    answer = await case.theirs.post(report, **form | {"request": "second words"})
    assert answer.status_code == 409
    assert "Somebody else saved this report" in answer.text
    assert "second words" in answer.text
    assert len(await world.rows("SELECT 1 FROM report_drafts")) == 2
    again = await case.theirs.post(report, **filled(answer.text))
    assert again.status_code == 303
    assert "second words" in await printed(case.theirs, report)


@pytest.mark.service
async def test_what_is_too_long_is_refused_and_shown_again(case: Case, report: str) -> None:
    form = filled((await case.theirs.get(report)).text)
    answer = await case.theirs.post(report, **form | {"request": "y" * 20_001})
    assert answer.status_code == 422
    assert "y" * 20_001 in answer.text


@pytest.mark.service
async def test_logging_it_as_sent_stops_the_day_and_starts_the_wait(case: Case, report: str) -> None:
    assert "Written report to Cyngor Gwynedd" in (await case.theirs.get("/clocks")).text
    when = (START + timedelta(0)).astimezone(HOME).strftime("%Y-%m-%dT%H:%M")
    sent = await case.theirs.post(f"{report}/sent", means="email", whom="duty team", when=when, note="")
    assert sent.status_code == 303
    clocks = (await case.theirs.get("/clocks")).text
    assert "Written report to" not in clocks
    assert "Cyngor Gwynedd to confirm that it has our report" in clocks
    page = (await case.theirs.get(f"/alerts/{case.reference}")).text
    assert "report, version 1" in page
    assert "Logged as sent." in (await case.theirs.get(report)).text


@pytest.mark.service
@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"when": "2026-11-18T12:00"}, "Select how it was sent"),
        ({"when": "2026-11-18T12:00", "means": "phone"}, "Select how it was sent"),
        ({"when": "2027-11-18T12:00", "means": "email"}, "must not lie in the future"),
    ],
)
async def test_how_and_when_it_was_sent_must_be_said(
    case: Case, report: str, world: World, form: dict[str, str], problem: str
) -> None:
    answer = await case.theirs.post(f"{report}/sent", **form | {"whom": "somebody to keep"})
    assert (answer.status_code, answer.text.count(problem)) == (422, 2)
    assert "somebody to keep" in answer.text
    assert await world.rows("SELECT 1 FROM alert_actions WHERE report_id IS NOT NULL") == []


@pytest.mark.service
@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"language": "en"}, "Select the agency"),
        ({"agency": "gwynedd", "language": "fr"}, "Select the language"),
    ],
)
async def test_a_report_needs_an_agency_and_a_language(
    case: Case, report: str, form: dict[str, str], problem: str
) -> None:
    answer = await case.theirs.post(f"/alerts/{case.reference}/report", **form)
    assert (answer.status_code, answer.text.count(problem)) == (422, 2)


@pytest.mark.service
async def test_somebody_elses_report_is_as_if_it_did_not_exist(
    service: Service, case: Case, report: str, world: World
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    for browser in (case.others, lead):
        for path in (report, f"{report}/pdf"):
            answer = await browser.get(path)
            assert answer.status_code == 404
            assert b"Alex" not in answer.content
        assert (await browser.post(report, version="1", request="mine now")).status_code == 404
        assert (await browser.post(f"{report}/sent", means="email")).status_code == 404
    assert len(await world.rows("SELECT 1 FROM report_drafts")) == 1


def paper(language: Language) -> Paper:
    return Paper(language, "BCDFGH", "Cyngor Gwynedd", 1, START, Times(language, START))


def body(words: str) -> ReportBody:
    return ReportBody(dict.fromkeys(Section, words), (Quote("1", START, True, words),))


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
def test_a_pdf_says_what_it_is_and_in_which_language_to_those_who_listen(language: Language) -> None:
    file = make_pdf(paper(language), body("haia"))
    assert f"/Lang ({language}-GB)".encode() in file
    assert b"/DisplayDocTitle true" in file
    assert (
        b"Adroddiad diogelu BCDFGH" if language is Language.WELSH else b"Safeguarding report BCDFGH"
    ) in file


def test_every_page_is_confidential_and_numbered() -> None:
    pages = pages_of(make_pdf(paper(Language.ENGLISH), body("many words " * 400)))
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert page.startswith("CONFIDENTIAL")
        assert f"Page {number} of {len(pages)}" in page.replace("\n", "")


@pytest.mark.parametrize("lines", range(1, 40, 3))
def test_no_quote_is_parted_from_who_wrote_it(lines: int) -> None:
    quotes = tuple(Quote(str(one), START, True, "haia") for one in range(20))
    written = ReportBody(dict.fromkeys(Section, "word\n" * lines), quotes)
    for page in pages_of(make_pdf(paper(Language.ENGLISH), written)):
        above_the_foot = page.rstrip().splitlines()[-2]
        assert not above_the_foot.endswith("Young person:")


def test_a_sign_that_the_typeface_lacks_is_named_and_never_vanishes() -> None:
    [page, *_] = pages_of(make_pdf(paper(Language.ENGLISH), body("ok 🫠 (yes) \\ ŵ")))
    assert "ok [melting face] (yes) \\ ŵ" in page


def test_a_version_is_read_back_as_it_was_written() -> None:
    written = body('ŵ "quoted" \n 🙂')
    assert from_text(to_text(written)) == written


@pytest.mark.service
async def test_what_was_written_when_the_sign_in_ran_out_is_kept(
    service: Service, case: Case, report: str, world: World
) -> None:
    form = filled((await case.theirs.get(report)).text)
    world.clock.forward(minutes=31)
    answer = await case.theirs.post(report, **form | {"request": "an hour of writing"})
    assert answer.headers["location"].startswith("/sign-in?next=%2Freports%2F")
    again = await service.sign_in(case.practitioner)
    assert "an hour of writing" in (await again.get(report)).text


@pytest.mark.service
async def test_without_the_token_of_the_form_nothing_is_kept_after_the_sign_in_ran_out(
    case: Case, report: str, world: World
) -> None:
    world.clock.forward(minutes=31)
    await case.theirs.post(report, csrf_token="0" * 64, request="somebody else's words")
    assert len(await world.rows("SELECT 1 FROM report_drafts")) == 1
