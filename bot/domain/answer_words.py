"""The words that answers are made of, in both languages, as they look after `plain_text.plain`: lower case,
without accents, apostrophes dropped, stretched letters shortened."""


def phrase(lines: str) -> str:
    """One regular expression written on several lines."""
    return "".join(line.strip() for line in lines.splitlines())


NUMBERS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "zero sero nought nil",
            "one un",
            "two dau ddau dwy ddwy",
            "three tri dri thri tair dair thair",
            "four pedwar bedwar phedwar pedair bedair phedair",
            "five pump bump phump pum bum",
            "six chwech chwe",
            "seven saith seith sevn",
            "eight wyth eigth eihgt",
            "nine naw",
            "ten deg ddeg",
        )
    )
    for word in words.split()
}

# Words around a number that leave it a score.
HEDGES = frozenset(
    """
    a an about bout abt like prob probably maybe mayb id i im say just only around roughly its it is feel
    feeling today really rly tbh ngl lol more or less erm um uh hmm ok yeah my mood of solid strong
    tua rhyw fel dwi dwin yn n mae o on hi heddiw ella jyst mond well wbath falle heddi wedwn dduda sa
    """.split()
)

# These are numbers only where nothing else could be meant: "this one", "yr un", "bum", "nil".
DOUBTFUL_NUMBERS = frozenset({"one", "un", "bum", "nil"})

COURTESY = frozenset("ta thanks thx ty cheers diolch pls plz please plis lol x xx and a im tho xo".split())

# A number before one of these counts something else.
UNITS = frozenset(
    """
    am pm h hr hrs hour hours min mins minute minutes sec secs second seconds day days week weeks wk wks
    month months year years yr yrs times x people ppl mates friends exams tests lessons detentions
    oclock percent quid pounds goals miles km lads girls boys more other others things coffees st nd rd
    th awr oriau munud eiliad diwrnod ddiwrnod dydd wythnos mis fis blwyddyn flynedd blynedd waith
    gwaith ogloch ffrind ffrindiau gwers wers gwersi person pobl arholiad peth beth munuda bunt punt gol
    """.split()
)

# A number after one of these is a time, a date, an age or a class.
BEFORE_TIMES = frozenset(
    """
    at until till til by since before after from year yr age aged number bus room top chapter
    level tan am ers cyn erbyn blwyddyn flwyddyn bl oed rhif tua'r
    """.split()
)

SLEEP = frozenset(
    """
    sleep slept sleeping asleep slep sleeped kip kipped awake nightmare nightmares insomnia cysgu gysgu
    nghysgu chysgu cysgis gysgis cysgais gysgais cysgodd cwsg gwsg cysgi gysgi cysgy gysgy cysges gysges
    cysgun gysgun effro deffro hunlle hunlla hunllef hunllefau noson neithiwr
    """.split()
)

SLEPT_BADLY = phrase(
    r"""
    up all night|awake all|wide awake|no sleep|(fuck|fck|f|sod|bugger|naff) all|ff[yaw]+c ol|
    ^(i )?(didnt|did not|dint)( rly| really| much| at all)?$|hardly|barely|nightmares?|insomnia|none|
    (havent|hasnt|hadnt|didnt|did not|dint|dont|dnt|do not|
    cant|couldnt|cudnt|wont|never|aint|not) (really |even |rly |hardly )?
    (sleep|slept|get to sleep|sleeping)|
    not (much|a lot|enough|any|at all)|
    (not|wasnt|was not|isnt|aint) (so |that |too |2 |very |rly |really |v |all that |feeling )*
    (good|well|great|gd|amazing|brill)|
    shit|shite|shitty|crap|crappy|bad|badly|awful|awfully|terrible|terribly|rubbish|rough|poor|poorly|
    horrible|horrid|horrendous|dreadful|worst|dire|pants|naff|wank|bollocks|grim|
    \w*(dim|im|heb|nesim|neshim) (yn |n |wedi |di |rili )*(cysgun?|gysgun?|cysgi|gysgi|cysgy)|
    byth (yn |n )?(cysgun?|gysgun?)|
    (methu|fethu|methais|fethish|methish|chysg\w+) (a |i )?(cysgun?|gysgun?|chysgu|cysgi|gysgi)|methu|
    d?dim (yn )?(lot|llawer|llawar|byd|o gwbl|winc|dda|iawn|wych|gret|gwd|rili)|
    drwg|ddrwg|gwael|wael|uffernol|ofnadwy|cachu|gachu|sal|afiach|erchyll|warthus|hunll[ea]\w*|effro
    """
)

SLEPT_SO_SO = phrase(
    r"""
    so so|soso|meh|on and off|on n off|on off|okish|ok ish|alrightish|alright ish|half and half|half n half|
    kind of|kinda|sort of|sorta|a bit|bits|bit of|could be (better|worse)|average|
    (not|wasnt|was not|isnt|aint) (too |that |so |2 |all that |the |rly |really )*
    (bad|terrible|awful|horrible|rough|dreadful|rubbish|shit|crap|worst)|
    mixed|broken|woke up|kept waking|waking up|restless|decent ish|medium|mid|
    gweddol|go lew|canolig|iawn ish|eitha|bach|hanner|deffro|ar ac off|fel arfer|
    d?dim (yn )?(rhy )?(ddrwg|wael|ofnadwy|uffernol)
    """
)

SLEPT_WELL = phrase(
    r"""
    like a (log|baby|rock|stone|dream)|all night|straight through|through the night|
    good|gd|well|fine|ok|okay|okey|oki|k|alright|alrite|aight|great|gr8|brill|brilliant|amazing|lovely|
    decent|solid|sound|perfect|perfectly|lush|ace|class|deep|
    fel (twrch|babi|mochyn|carreg)|trwyr nos|drwyr nos|trwy nos|drwy nos|
    da|dda|iawn|gret|lyfli|hyfryd|oce|ocei|champion|tsiampion|gwych|wych|braf|bril|solat|sownd|tidy
    """
)

# A "no" belongs to "safe" if it stands a few words before it; "dont worry im safe" is the exception.
FEELS_UNSAFE = phrase(
    r"""
    (not|dont(?! worry)|do not|didnt|doesnt|never|aint|isnt|wasnt|cant|hardly|dim|ddim|dwim|sim|heb|
    erioed|di m|dwi m|nowhere|nunlle|unlle|nobody (makes|keeps)|neb yn (cadw|gneud))
    [ ](?:\w+ ){0,4}(safe|saff|ddiogel|diogel|nsaff|saffe)|unsafe|anniogel|ansaff
    """
)

FEELS_SAFE = phrase(
    r"""
    safe|saff|ddiogel|diogel
    """
)

ONLY_IN_PART = phrase(
    r"""
    yes and no|yeah and no|ia a na|but not|ond dim|ond ddim|except|heblaw|apart from|not at|not when|
    not in|only(?! (joking|messing|kidding))|mond
    """
)

POLITE_NO = phrase(
    r"""
    (im|i am|am|dwi|dwin|fin|wi n|win) (ok|okay|good|fine|alright|all good|iawn|oce|ocei|olreit)
    """
)

UNSURE = phrase(
    r"""
    yes and no|yeah and no|ia a na|unsure|dunno|dno|idk|idek|idrk|no idea|no clue|whatever|whatevs|whatevz|
    idc|who cares|not (that )?(bothered|fussed)|(dont|do not|dnt|didnt) (really |rly )?care|
    couldnt care less|maybe|mayb|perhaps|possibly|depends|
    not (really |rly |too |so |2 |that |v |very |100 |fully |completely |entirely )*(sure|certain)|
    (dont|do not|dnt|didnt) (really |rly )?(know|no|kno)|
    kind of|kinda|sort of|sorta|sometimes|some times|half|ish|50 50|hard to say|not always|
    \w*(dim|im|m|heb fod) (yn |n |rhy |rili |hollol )*(siwr|sicr|shwr|sure)|ansicr|
    \w*(dim|im) (yn |n )?(gwbod|gwybod|wbo|wbod|gwbo)|sain gwbod|dwim bo|dwmbo|dwn im|dwnim|
    dwni ddim|dim syniad|dwi?m ?bo|dwi m bo|s?dim clem|sgen\w* (i )?m syniad|d?s?dim ots|di\w* ?m ots|
    ella|falle|falla|efallai|hwyrach|wrach|weithia|weithiau|dibynnu|math o|rhywfaint|dim bob amser|
    hanner a hanner
    """
)

# Yes, but not with confidence: to the question for safety this is a doubt.
TENTATIVE = phrase(
    r"""
    i think|think so|i guess|guess so|suppose|i spose|spose|probably|probs|prob|hopefully|mostly|
    most of the time|usually|meddwl|am wn i|gobeithio|gan fwyaf|rhan fwya
    """
)

# With one of these in it, a text is not read as good by Rasa's guess alone.
NEGATION = phrase(
    r"""
    no|not|never|nah|nope|(was|is|are|were|do|does|did|have|has|had|wo|ca|could|should|would|ai)nt|
    cannot|hardly|barely|without|no1|
    na|nage|naci|nadw|nadi|naddo|nac|dim|ddim|\w+im|heb|byth|methu|sai|sa i
    """
)

YES = frozenset(
    """
    yes yeah yea ye yep yup yah ya yh yhh y yeh yess yse yas aye sure surely ok okay okey oki k kk
    definitely defo deffo def definately obviously obvs course absolutely totally certainly
    alright mhm mmhm uhuh indeed always would go
    ie ia iep iap oes ois ydw yndw ydi yndi ydy oedd bydd bysa basa byswn baswn byddwn swni faswn byddai
    gnaf gwnaf cei iawn oce ocei hollol bendant pendant wastad :yes:
    """.split()
)

NO = frozenset(
    """
    no nah nope na n noo nahh naw never non nay negative nothing none nowt nuthin nothin nuffin dont not
    nun nuffin nuffink nufin nada nm nty noo nohting nothign noting npoe no1 naci nage nagoes nadw nadi
    nadio naddo nadd nacdi nacdw nac nagdw nagw dim ddim byth gwbl :no:
    """.split()
)

# What begins with one of these asks or tells of another: "be na i", "neith o ddim stopio" are no answers.
NO_ANSWER = frozenset(
    """
    what who why how when where wot be beth pwy pam sut pryd lle he she they hes shes theyre fo nhw neith
    nath naeth
    """.split()
)

# "Do" is yes in Welsh and the beginning of a question in English.
YES_ALONE = frozenset(
    {"do", "oh do", "do sti", "do diolch", "i do", "i would", "i am", "go on", "why not"}
    | {"please", "pls", "plz", "plis", "yes please"}
)

DECLINES = phrase(
    r"""
    skip|pass|next|nxt|cba|rather not|id rather not|prefer not|prefer 2 not|(dont|do not|dnt|not) (really |
    rly )?(want|wanna|wana|wnt) (to |2 )?(say|answer|talk|tell|do|discuss|share|give)|not (saying|
    telling|answering|gonna say|gonna answer)|none of (your|ur|yr) business|nunya|no comment|leave (it|
    that)|move on|mind (your|ur) own|(nah |na )?(dont|do not|dnt) (want|wanna|wana) (to)?$|
    ^(dim|ddim|dwim|dwi m|sim) (yn )?(isio|isho|ishe|eisiau|moyn|ishio|iso)$|(dim|ddim|dwim|dwi m|sim|m|
    sai|sa i) (yn )?(isio|isho|ishe|eisiau|moyn|
    ishio|iso) (deud|dweud|gweud|ateb|siarad|siarad|son|atab|rhannu)|gad o|gadael o|gadal o|sgip|sgipio|
    sgipia|pasio|pasia|nesa|nesaf|well gen i beidio|well gin i beidio|well gynna i beidio|dim sylw|
    dim busnas
    """
)

LOW_WORDS = frozenset(
    """
    shit shite shitty crap crappy awful terrible rubbish rough bad horrible sad down low depressed
    stressed anxious lonely crying cried tired knackered exhausted meh worst dreadful grim angry upset
    scared worried numb empty drwg wael gwael uffernol ofnadwy cachu trist isel diflas crio unig blino
    afiach shit stressd poeni ypset flin digalon thrist nisgwyl pryderus
    """.split()
)

GOOD_WORDS = frozenset(
    """
    good gd great gr8 fine ok okay alright alrite amazing happy brill brilliant lovely buzzing better
    chilled calm decent sound lush mint class ace fab fantastic awesome excited da dda iawn gret gwych
    wych hapus hapis lyfli hyfryd bril champion tsiampion oce ocei braf mega
    """.split()
)

CORRECTIONS = phrase(
    r"""
    actually|actualy|acc|i lied|was lying|clwydda|celwydd|i mean|i meant|meant|ment|no wait|wait no|
    scrap that|jk|nvm|oops|typo|psych|joc|srry|naci|
    make (that|it)|change (it|that|my)|more like|sorry|correction|changed my mind|
    on second thoughts?|should (be|have been)|instead|
    sori|dwin meddwl|go iawn|a dweud y gwir|a deud y gwir|mwy fel|fwy fel|newid o|newid hwnna|newidia|
    nid|dim \d+|oni n meddwl|oni meddwl|ddylsa|not \d+
    """
)

# Said to be rid of us for now. It is no opt-out, and no answer either.
SENDS_AWAY = phrase(
    r"""
    (fuck|fk|fck|eff|f|piss|bugger|sod|jog|naff|ffyc|ffwc) (right )?(off|on|o ma)|go away|get lost|
    get fucked|do one|shut up|shut it|stfu|gtfo|(cer|cera|dos|sgiat|hegla) (o ma|i grafu|i ffwrdd)|
    cau dy geg|cau hi|gad lonydd|gadwch fi
    """
)

ABOUT_OTHERS = phrase(
    r"""
    \b(he|she|they|him|her|hers|them|hes|shes|theyre|his|their|someone|somebody|people|everyone|everybody|
    mam|mum|dad|ex|boyfriend|girlfriend|bf|gf|guy|boy|lad|man|men|bloke|dude|creep|weirdo|stranger|
    strangers|teacher|brother|sister|friend|mate|mates|it hurts?|bleeding|crying|laughing|thinking|worrying|
    eating|who|whos|pwy|
    (wont|doesnt|dont|didnt|never|cant|keeps) (\w+ ){0,2}(stop|stopping|texting|messaging|calling)|
    fo|hi|nhw|nw|mae o|mae hi|ma o|ma hi|mao|tad|crio|chwerthin|meddwl|poeni|hogia|pawb|rywun|rhywun|
    dyn|boi|hogyn|hogan|cariad|neith|nath|naethon|(o|e|hi) ddim|\w+m yn stopio|yn stopio)\b|
    \bstop (it|that|lol|lying|being|doing|this game)\b
    """
)

ABOUT_US = phrase(
    r"""
    \b(text|texts|texting|txt|txts|txting|txtin|msg|msgs|message|messages|messaging|msging|unsubscribe|
    unsub|these|spam|contacting|contact me|opt out|check ?ins?|remove me|take me off|leave me alone|
    [td]ecst|[td]ecsts|th?ecstio|decstio|textio|negeseuon|negas|neges|negesau|llonydd|lonydd|gad fi fod|
    gadwch fi fod|rhain|rhein|cysylltu|yrru|gyrru|anfon|hala)\b|
    ^(please |pls |plz |plis |just |jyst |ok |(can|could|will|would) (u |you |ya )|
    (nei|newch|fedri|gei) (di |chi )?)*
    (stop|stopia|stopiwch|stopio|peidio|peidiwch)( please| pls| plz| now| plis| rwan| wan)*$
    """
)

# What is about us is an opt-out only with one of these: "messaging me" may go on about somebody else.
WANTS_NO_MORE = phrase(
    r"""
    \b(stop|stopping|stopio|stopia|stopiwch|quit|cancel|end|unsub\w*|opt out|remove|take|delete|leave|
    no more|any ?more|enough|dont|do not|never|not|paid|peid\w*|gad|gadwch|llonydd|lonydd|dim|ddim|
    dwim|sim|rho|rhowch|digon)\b
    """
)

WELSH = phrase(
    r"""
    \b(welsh|cymraeg|gymraeg|nghymraeg|chymraeg|cymrag|gymrag|cymraig|cymreag|cymareg|cumraeg|welsch)\b
    """
)
ENGLISH = phrase(
    r"""
    \b(english|saesneg|saesnag|susnag|susneg|seisneg|sasneg|sisneg|eng|englsh|enlgish|inglish)\b
    """
)
