"""The words around names and places, by which an unknown or doubtful word is told to be one."""

from functools import cache

from simplemma import is_known

from bot.domain.spellings import SPELLINGS

# What stands right before a name, and hardly ever before another word that could be one.
BEFORE_NAMES = frozenset(
    """
    efo hefo gyda gida called named mr mrs ms mister anti antie auntie aunty aunt uncle yncl ewythr modryb
    bopa taid nain nana grandad granddad gran grandma
    """.split()
)
TITLES = frozenset("mr mrs ms miss mister sir syr miz".split())
WITH = frozenset({"with", "wiv", "w"})
# Whoever somebody is to the writer; a name may follow ("my mate dazza", "ffrind fi lleu").
KIN = frozenset(
    """
    mate friend bestie bff boyfriend bf girlfriend gf ex brother bro sister sis cousin cuz dad stepdad mum
    mam mom stepmum nan teacher worker lad boy girl guy coach carer foster ffrind cariad brawd mrawd chwaer
    cefnder cyfnither hogyn hogan boi bachgen athro athrawes gweithiwr tad llystad
    """.split()
)
# Behind a name; before a word that is no name, a little word mostly stands too.
AFTER_NAMES = frozenset(
    """
    said says sed told tells is isnt was wasnt keeps kept wants wanted has hasnt had got gets did didnt does
    doesnt went goes wont wouldnt messaged texted txt called rang blocked hates likes thinks knows came dont
    cant and an n drove gave gives made makes bought took lives hit kicked laughed added left sent saw ask
    asked yn wedi di sy sydd oedd nath wnaeth ddudodd ddeudodd efo yna isio
    """.split()
)
# Before a word that is no name: articles, owners, and what counts, compares or moves.
NOT_BEFORE_NAMES = frozenset(
    """
    a an the this that these those my your ur his her our their its no some any more so too very in on of
    for at by all every each one two i you u we they he she it and to really full bit lot big small new old
    next last some y yr fy dy ei eich eu ein un dau dwy tri dim pob rhyw ryw mwy o ar am yn mewn dan y'r mis
    crys car lliw hi
    """.split()
)
GREETINGS = frozenset(
    "hi hiya hey heya hello helo iawn thanks thx ta cheers diolch sori sorry shwmae smae haia love".split()
)
# "Gofyn i mai", "welish i glan": somebody is asked, told, given or seen.
TO_WHOM = frozenset(
    "gofyn ofyn deud ddeud dweud roi rhoi dangos ddangos welish weles gwelish nabod ffonio siarad".split()
)
TELLERS = frozenset("ask tell told asked wrth gan gin blame hate hates hug miss invite trust".split())
OWNED = frozenset(
    """
    house birthday bday mum mums dad dads nan brother sister phone party place room car mate mates friend
    friends boyfriend girlfriend bf gf snap insta number cousin dog family fault tea turn flat gaff
    """.split()
)
# "Going to graces for tea", "at roses after".
VISITED = frozenset("to at round from".split())
VISITS = frozenset("for after later tonight tomorrow now heno fory wedyn".split())
HOUSES = frozenset({"ty", "nhy"})
AND = frozenset({"and", "n", "an", "a", "ac"})
ME = frozenset({"me", "fi", "i", "mi"})
WELSH_BE = frozenset("ma mae oedd odd nath wnaeth ddudodd ddeudodd di ydi".split())
WELSH_PREDICATE = frozenset("yn di wedi sy sydd yna efo n".split())

BEFORE_PLACES = frozenset(
    """
    in to from at near through round around outside leaving visit visiting towards via into yn ym yng i o am
    at ger drwy heibio nhre dre tu
    """.split()
)
# After these an unknown word is a place; after the others too, if it has a capital.
LIVING = frozenset(
    "live lives living lived move moved moving moves byw symud from dod of originally born geni aros".split()
)

# Capitals that name nobody.
CAPITALS = frozenset(
    """
    i im ive id ill monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december christmas xmas easter halloween english welsh
    british cymraeg saesneg cymru wales england lloegr polish french spanish german irish scottish cymro
    cymraes sais god iesu ok pe maths science history geography drama art re it dt gcse gcses alevels btec
    tv pc ps xbox snap snapchat insta instagram tiktok whatsapp facebook youtube netflix spotify roblox
    fortnite fifa minecraft discord google iphone samsung apple mam dad mum nan nain taid mr mrs ms miss sir
    syr dr mcdonalds kfc tesco asda lidl aldi hafan childline meic llun mawrth mercher iau gwener sadwrn sul
    ionawr chwefror ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr nadolig dolig pasg lol
    omg wtf idk tbh ngl fyi nhs cahms camhs
    """.split()
)
_SPOKEN = frozenset(
    """
    isio isho chdi chditha efo hefo gutted fussed arsed peng melt bare legit lowkey highkey sus cringe vibe
    vibes vibing bestie besties bruv fam innit dodgy knackered bevvy gaff chippy telly comfy dunno gonna
    wanna gotta kinda sorta lemme gimme ily ilysm wyd wbu hbu btw rn asap convo pics vids selfie selfies
    vape vapes vaping textio ffonio sleepio tecstio blocio cryio hopeio licio dwim dwin dwisio oeddan oeddwn
    nesh wnesh esh wsti sti nhwtha mots ffrindia llunia petha amsera geiria dillad llynadd bora gneud deud
    dallt rwan ella wbath rwbath rhwbath rhwbeth rybish shit crap ffwcin blydi uffar hogia genod plant
    athrawon teulu nhw pawb neb rywun rhywun hogyn
    """.split()
)
_SHORTEST_UNKNOWN = 3
# Spoken endings and what they stand for: ffrindia(u), bore/bora, cerdd(ed) and plurals, pasts and doings.
_ENDINGS = (
    ("a", "au"),
    ("a", "e"),
    ("ad", "ed"),
    ("s", ""),
    ("ing", ""),
    ("in", "ing"),
    ("ed", ""),
    ("io", ""),
)


@cache
def ordinary(word: str) -> bool:
    """Whether a plain word is in use in either language, or nothing that a name could be."""
    if len(word) < _SHORTEST_UNKNOWN or not word.isalpha() or word in _SPOKEN or word in SPELLINGS:
        return True
    endings = (word[: len(word) - len(old)] + new for old, new in _ENDINGS if word.endswith(old))
    return any(is_known(form, lang=("en", "cy")) for form in (word, *endings))
