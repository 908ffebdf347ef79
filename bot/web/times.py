"""Times as people read them: in Wales' own time zone, and how long ago."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_datetime, format_timedelta

from bot.domain.contact_gate import HOME
from bot.domain.languages import Language

_LOCALES = {Language.ENGLISH: "en_GB", Language.WELSH: "cy"}
_JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Times:
    """How a page in one language, made `now`, writes times."""

    language: Language
    now: datetime

    @property
    def _locale(self) -> str:
        return _LOCALES[self.language]

    def ago(self, time: datetime) -> str:
        """Such as "5 minutes ago" or "in 2 hours"; less than a minute is shown as one."""
        distance = time - self.now
        if abs(distance) < _JUST_NOW:
            distance = -_JUST_NOW if time <= self.now else _JUST_NOW
        return format_timedelta(
            distance, granularity="minute", threshold=1.5, add_direction=True, locale=self._locale
        )

    def clock(self, time: datetime) -> str:
        """The hour and minute."""
        return format_datetime(time, "HH:mm", tzinfo=HOME, locale=self._locale)

    def at(self, time: datetime) -> str:
        """The day, unless it is today, and the time."""
        local = time.astimezone(HOME).date()
        pattern = "HH:mm" if local == self.today else "d MMM, HH:mm"
        return format_datetime(time, pattern, tzinfo=HOME, locale=self._locale)

    def full(self, time: datetime) -> str:
        """The day with its year, and the time: for what is read long after."""
        return format_datetime(time, "d MMMM y, HH:mm", tzinfo=HOME, locale=self._locale)

    def short(self, time: datetime) -> str:
        """The day and month, for a table or a chart."""
        return format_datetime(time, "d MMM", tzinfo=HOME, locale=self._locale)

    def day(self, day: date) -> str:
        """The day in full."""
        written = format_date(day, "EEEE d MMMM", locale=self._locale)
        return written[:1].upper() + written[1:]

    def field(self, time: datetime) -> str:
        """For a form's field that asks for day and time."""
        return time.astimezone(HOME).strftime("%Y-%m-%dT%H:%M")

    def on(self, day: date) -> str:
        """The day with its year."""
        return format_date(day, "d MMMM y", locale=self._locale)

    def month(self, day: date) -> str:
        """The month with its year, short."""
        return format_date(day, "MMM y", locale=self._locale)

    def stamp(self, time: datetime) -> str:
        """For machines: the `datetime` attribute."""
        return time.astimezone(HOME).isoformat(timespec="seconds")

    @property
    def today(self) -> date:
        """The date in Wales."""
        return self.now.astimezone(HOME).date()
