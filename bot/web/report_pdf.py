"""A written report as PDF, made in memory and kept nowhere."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from fpdf import FPDF, ViewerPreferences
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from bot.domain.languages import Language
from bot.domain.report import ReportBody, Section
from bot.web import follow_up_wording as follow
from bot.web.languages import translatable as t
from bot.web.languages import translated
from bot.web.times import Times

# With every letter of Welsh; make setup copies them beside the pages' files.
FONTS = Path(__file__).with_name("static") / "fonts"
FAMILY, SIZE, LINE = "DejaVu", 10.5, 5.6
_TITLE = t("Safeguarding report %(reference)s")
_CONFIDENTIAL = t("CONFIDENTIAL: about a child. Share only with those who must know to protect them.")
_PAGE = t("Page %(page)s of %(pages)s")
_TO = t("To: %(agency)s")
_VERSION = t("Version %(version)s, written on %(when)s")
_SAID = t("What was said")
_VERBATIM = t(
    "As it was written, letter for letter, in text messages. "
    "Signs that a typeface lacks are named in brackets."
)
_YOUNG_PERSON = t("Young person")
_HAFAN = t("Hafan (automatic)")
_EMPTY = t("Nothing recorded.")


@dataclass(frozen=True)
class Paper:
    """What the report prints beside its body."""

    language: Language
    reference: str
    agency: str
    version: int
    saved_at: datetime
    times: Times

    def words(self, text: str, **values: object) -> str:
        """One of our texts in the report's language."""
        return translated(self.language, text, **values)


class _Pages(FPDF):
    """Pages that all say how to treat them, and which of how many they are."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.paper = paper
        self.set_lang("cy-GB" if paper.language is Language.WELSH else "en-GB")
        self.set_title(paper.words(_TITLE, reference=paper.reference))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(FAMILY, style, FONTS / file)
        self.set_margins(20, 18, 20)
        self.set_auto_page_break(True, margin=22)
        self.add_page()

    def header(self) -> None:
        self.set_font(FAMILY, "B", 8)
        self.write_line(self.paper.words(_CONFIDENTIAL))
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(5)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FAMILY, "", 8.5)
        counted = self.paper.words(_PAGE, page=self.page_no(), pages="{nb}")
        self.cell(0, 6, f"{self.paper.reference}    {counted}", align="C")

    def write_line(self, text: str) -> None:
        """A paragraph over the whole width."""
        self.multi_cell(0, LINE, self.printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def keep_with_next(self, lines: int) -> None:
        """Go on to the next page unless so many lines fit: no heading stands alone at the end of a page."""
        if self.will_page_break(lines * LINE):
            self.add_page()

    def heading(self, text: str) -> None:
        """A heading, which readers of the file can jump to."""
        self.ln(3)
        self.keep_with_next(4)
        self.start_section(text)
        self.set_font(FAMILY, "B", 12)
        self.write_line(text)
        self.set_font(FAMILY, "", SIZE)

    def paragraph(self, text: str) -> None:
        """Text as it was filled in."""
        self.set_font(FAMILY, "", SIZE)
        self.write_line(text)

    def printable(self, text: str) -> str:
        """The text with what the typeface lacks, such as an emoji, named in brackets: nothing may vanish."""
        font = self.fonts[FAMILY.lower()]
        assert isinstance(font, TTFFont)
        return "".join(letter if _has(font, letter) else _named(letter) for letter in text)


def _has(font: TTFFont, letter: str) -> bool:
    return letter in "\n\t" or ord(letter) in font.cmap


@cache
def _named(letter: str) -> str:
    """What joins or colours the sign before it says nothing by itself."""
    if unicodedata.category(letter) in ("Cf", "Mn", "Cc", "Sk"):
        return ""
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]"


def make_pdf(paper: Paper, body: ReportBody) -> bytes:
    """The whole file."""
    pages = _Pages(paper)
    pages.set_font(FAMILY, "B", 16)
    pages.write_line(paper.words(_TITLE, reference=paper.reference))
    pages.paragraph(paper.words(_TO, agency=paper.agency))
    when = paper.times.full(paper.saved_at)
    pages.paragraph(paper.words(_VERSION, version=paper.version, when=when))
    for section in Section:
        _write_section(pages, paper, section, body.sections[section])
        if section is Section.CONCERNS:
            _write_quotes(pages, paper, body)
    return bytes(pages.output())


def _write_section(pages: _Pages, paper: Paper, section: Section, text: str) -> None:
    pages.heading(paper.words(follow.SECTIONS[section]))
    pages.paragraph(text.strip() or paper.words(_EMPTY))


def _write_quotes(pages: _Pages, paper: Paper, body: ReportBody) -> None:
    pages.heading(paper.words(_SAID))
    if not body.quotes:
        pages.paragraph(paper.words(_EMPTY))
        return
    pages.paragraph(paper.words(_VERBATIM))
    for quote in body.quotes:
        who = paper.words(_YOUNG_PERSON if quote.by_young_person else _HAFAN)
        pages.ln(2)
        pages.keep_with_next(2)
        pages.set_font(FAMILY, "B", SIZE)
        pages.write_line(f"{paper.times.full(quote.at)}, {who}:")
        pages.paragraph(quote.words)
