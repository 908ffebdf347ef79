"""The words for "ask me another time", as they look after `plain_text.plain` and without punctuation."""

import re
from datetime import time

from bot.domain.answer_words import NUMBERS

AFTER_SCHOOL, EVENING = time(16), time(19)

COUNTS = {word: float(number) for word, number in NUMBERS.items()} | {
    "a": 1.0,
    "an": 1.0,
    "couple": 2.0,
    "couple of": 2.0,
    "few": 3.0,
    "half": 0.5,
    "half an": 0.5,
    "hanner": 0.5,
}
_COUNT = "|".join(sorted(COUNTS, key=len, reverse=True))
# Without its preposition, "2 hrs", it may as well count something: then nothing else may stand beside it.
AFTER_A_WHILE = re.compile(
    r"\b(?:(?P<in>in|mewn|after|ar ol|give (?:me|us)|gimme|rho(?: i fi)?) )?"
    r"(?:about |bout |like |tua |rhyw |a (?=couple|few))?"
    rf"(?:(?P<count>\d{{1,3}}|{_COUNT}) ?)?(?P<unit>minutes?|mins?|munuda?u?|hours?|hrs?|awr|oriau)\b"
    r"(?! (?:wedi|di) \d)"
)
_APPROXIMATELY = r"(?:at|about|around|round|ar|am|tua|wedi|after|ar ol|till|til|until)"
# "Half 7", "am hanner awr wedi 7".
HALF_PAST = re.compile(
    rf"\b(?:{_APPROXIMATELY} )?(?:half (?:past )?|hanner (?:awr )?(?:wedi|di) )(?P<hour>\d{{1,2}})\b"
)
AT_AN_HOUR = re.compile(
    rf"\b(?:{_APPROXIMATELY} )?(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))? ?(?P<half>am|pm)\b"
    r"|\b(?:at|after|around|round|till|til|until|ar ol|tua|am|wedi) (?:about |around |tua )?"
    r"(?P<hour_alone>\d{1,2})(?:[:.](?P<minute_alone>\d{2}))?(?:ish)?(?: ?(?:oclock|ogloch|o r gloch))?\b"
)
# "Am wyth", "at eight".
SPOKEN_HOUR = re.compile(rf"(?<=\b(?:at|am) )(?:{'|'.join(NUMBERS)})\b|(?<=\btua )(?:{'|'.join(NUMBERS)})\b")

DAYS = (
    (re.compile(r"\b(?:next week|wsnos nesa|wythnos nesa|wsos nesa)\b"), 7),
    (
        re.compile(
            r"\b(?:tomorrow|tomoz|tomo|2moro|2moz|2morrow|tmrw|tmr|tmoz|tommorow|tomorow|fory|yfory)\b"
        ),
        1,
    ),
    (re.compile(r"\b(?:today|2day|heddiw|heddi)\b"), 0),
)
WEEKDAYS = tuple(
    re.compile(rf"\b(?:on |ar )?(?:{names})\b")
    for names in (
        r"monday|mon|dydd llun|(?<=nos )llun",
        r"tuesday|tues|dydd mawrth|(?<=nos )mawrth",
        r"wednesday|weds|dydd mercher|(?<=nos )mercher",
        r"thursday|thurs|dydd iau|(?<=nos )iau",
        r"friday|fri|dydd gwener|(?<=nos )gwener",
        (
            r"saturday|sat|dydd sadwrn|(?<=nos )sadwrn|(?:at )?(?:the )?(?:weekend|wkend)|"
            r"(?:dros (?:y )?)?penwythnos"
        ),
        r"sunday|dydd sul|(?<=nos )sul",
    )
)
_EVENINGS_BEGIN = (
    "tea|dinner|supper|training|work|footy|football|rugby|gym|swimming|dance|homework|"
    "te|swper|gwaith|ffwti|pel droed|rygbi|ymarfer|nofio|dawns"
)
_AFTER = r"(?:after|afta|aftr|(?:ar )?ol) (?:my |the |y |yr |fy )?"
TIMES = tuple(
    (re.compile(rf"\b(?:{names})\b"), at)
    for names, at in (
        (rf"{_AFTER}(?:school|skool|skl|college|coleg|ysgol|rysgol|sgol)", AFTER_SCHOOL),
        (
            rf"{_AFTER}(?:{_EVENINGS_BEGIN})",
            time(18, 30),
        ),
        (r"tonight|2nite|tonite|2night|(?:this|in the) evening|heno|gyda r nos|gyda nos", EVENING),
        (r"in the morning|yn y bore|bora fory|bore fory", time(10)),
        (r"(?:at |amser )?(?:lunchtime|lunch|cinio)", time(12, 30)),
        (r"this (?:afternoon|aft)|(?:pnawn|prynhawn) ma", time(15)),
    )
)
# Alone these are greetings; with a day they are its parts.
PARTS_OF_A_DAY = tuple(
    (re.compile(rf"\b(?:{names})\b"), at)
    for names, at in (
        (r"night|nite|evening|nos", EVENING),
        (r"morning|bore|bora", time(10)),
        (r"afternoon|pnawn|prynhawn", time(15)),
    )
)
LATER = re.compile(
    r"\b(?:later on|later[sz]?|l8r[sz]?|l8er|ltr|in (?:a ?)?(?:bit|while|min|sec)|another time|"
    r"some other time|wedyn|nes ymlaen|nes mlaen|(?:yn )?hwyrach mlaen|yn hwyrach|yn y munud|"
    r"r[hw]*ywbryd (?:eto|arall)|mewn (?:chydig|bach)|"
    r"(?:when|once|wen) (?:im |i am |i get |am )(?:back )?home|"
    r"pan (?:dwi|dw i|fydda i|fyddai) (?:adra|adref|nol)|"
    r"ar ol (?:i fi )?(?:gyrradd|cyrraedd|mynd) (?:adra|adref))\b"
)
NOT_TODAY = re.compile(
    r"\b(?:(?:not|dim|ddim|nid) (?:today|2day|tonight|2nite|tonite|heddiw|heddi|heno)|"
    r"(?:dont|do not|dnt) (?:wanna|want to|want)(?: (?:do|answer))?(?: (?:it|this|that))? "
    r"(?:today|2day|tonight)|another day|some other day|diwrnod arall)\b"
)
_SCHOOL = (
    "school|class|lesson|lessons|maths|english|science|college|ysgol|rysgol|sgol|dosbarth|gwers|wers|coleg"
)
NOT_NOW = re.compile(
    r"\b(?:not (?:right )?now|not rn|not atm|nt now|not at the moment|busy|bad time|not a good time|"
    rf"(?:in|at) (?:{_SCHOOL}|work|footy|training)|(?:yn|n|dwi) (?:y |yr )?(?:{_SCHOOL}|gwaith|gweithio)|"
    r"driving|gyrru|"
    r"(?:nid|d?dim) (?:rwan|wan|nawr|ar y funud)|ddim yn gyfleus|brysur|prysur)\b"
)
READY = re.compile(
    r"\b(?:(?:im |am )?(?:free|ready|back|good to go) (?:now|rn)|can (?:do (?:it|this)|talk|chat) (?:now|rn)|"
    r"now (?:is|s) (?:ok|fine|good|better)|(?:barod|rhydd|nol) (?:rwan|wan|nawr)|"
    r"(?:rwan|wan) (?:n|yn) (?:iawn|well)|(?:ok|iawn) go on(?: then)?)\b"
)
# What may stand around a time; anything else makes the text a story.
AROUND = frozenset(
    """
    sorry sori soz srry pls plz please plis ok okay k yeah yh ye no na nah can cant could may we you u
    ya i ill im us me do it this that these text txt texts message msg ask check in checkin try talk
    speak chat answer reply again back bit a an the at to for then when if is be better class school
    work lesson out on now rn right not bout about maybe just will wait hang hold one sec moment too
    rili really rly kinda so gawn gawni ni ti chdi neud gneud hyn hwn o fo wneud siarad tecstia tecstio
    gofyn gofynna holi hola nol eto yn n mewn dosbarth gwers ysgol gwaith allan ar rwan wan nawr dim
    ddim ella diolch ta iawn fi dwi dwim methu medru fedra fedrai alla allai gei gad gadal aros am yr y
    well gen gynna bysa basa swni mi rhy thanks thx cheers tho lol x xx xxx atm need got have gotta go
    mynd and ac remind atgoffa snooze wanna want hi hiya haia hey u ya my the yr fine ffin de sti ye yer yep
    nah cn nai neu tan
    """.split()
)
