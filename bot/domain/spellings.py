"""The tables behind folding: text-speak, misspellings, Welsh variants, emoji.

Each line reads `form: the ways it is typed`, ways divided by commas. A way of several words is joined.
"""

from bot.domain.mutation import radicals_by_form

_ENGLISH = """
you: u, yu, ya
your: ur, youre, yr, yer
are: r
to: 2
for: 4
before: b4
because: cos, coz, cuz, bc, becuase, becasue, bcoz, bcos, cus, cause, becos, because of
right now: rn
idk: i dont know, i dunno, dunno, i dno, i dnt know, i dont no, i do not know, i dont kno
tonight: 2nite, tonite, 2night, tnite, tnight, tonoght
tomorrow: 2moro, tmrw, tmr, tomoz, tomoro, 2morrow, tommorow, tomorow, tommorrow, tmoz, tmw
today: 2day
late: l8
mate: m8
hate: h8
wait: w8
great: gr8
people: ppl, peeps, pple
boyfriend: bf, boyfreind, bfs, boyf, bfriend
girlfriend: gf, girlfreind, girlf
friend: freind, frend, frnd, fren
friends: freinds, frends, frnds
someone: sum1, some1, sumone, somone, somebody, sumbody, some one
anyone: any1, anybody, ne1, any one
everyone: every1, everybody, evry1, evryone
no one: no1, nobody, noone
something: smth, smthn, sumthin, sumthing, somethin, sumfin, somthing, sumat, summat, sth, sumthn
nothing: nothin, nuthin, nuffin, nuthing, nuttin, nowt, nothink
anything: anythin, anyfin, anythink, owt
with: wiv, wif, wth
this: dis
that: dat
them: dem
want to: wanna, wana, wona, wnna, wonna, wannna
gonna: going to, gunna, gona, gnna, goin to, ganna, finna, bouta, about to
got to: gotta, gota, gotto
have to: havta, hafta, hav to, have got to
trying to: tryna, tryin to, tryinna, trynna
what: wot, wat, wht
whats: wots, wats
know: kno, knw
knows: knos
pictures: pics, piccies, photos, pix, pictres, pictuers
picture: pic, photo, piccy, pik
video: vid, vids, videos, vidz
nudes: nudez, noods, noodz, newds, n00ds, nuds
naked: nakid, nakd
message: msg, mesage, messege
messages: msgs
messaging: msging, messagin
please: pls, plz, plse, pleez, pleas, plss
have: hav, hve
just: jus, jst, jsut, jist
about: abt, bout, abou, abput
though: tho
through: thru
said: sed, sayd
says: sez, ses
really: rly, rlly, realy, rele, reli
probably: prob, probs, prolly
anymore: anymor, any more, nemore, nomore, anymre
already: alredy, alrdy
always: alwys, alwayz, alway, allways
sometimes: smtimes, sumtimes, somtimes
scared: scard, scareed, scred, skared, scaredd
whatever: wateva, whatevs, wotever
never: neva, nevr, nver
over: ova
other: otha
brother: brotha, brothr, bruv, bro
dont: dnt, do not, dpnt, donr, don t, dno t
cant: cnt, can not, cannot, carnt, can t, cantt
wont: will not, wnt
didnt: didn, dint, did not, diddnt, didnt, didny, did nt, dident
doesnt: dosnt, does not, dosent, doesn, dnt does, dusnt, dosnt
isnt: is not, isn
arent: are not
wasnt: was not, wasn, wernt, were not, werent
havent: have not, avent, havnt
hasnt: has not, hasnt, hasnt
wouldnt: would not, wudnt, wouldn
couldnt: could not, cudnt, couldn
shouldnt: should not, shudnt
im: i am, iam, i m, ima, imma
ive: i have, i ve, iv
i have to: i have to, i havta, i got to, ive got to, ive to, im having to
we have to: we have to, we got to, weve got to
they have to: they have to
hes: he is, he s, hees
shes: she is, she s
theyre: they are
weve: we have
youve: you have
hell: he will
ill: i will
theyll: they will
shell: she will
stepdad: step dad, stepfather, step father, stepfather, stp dad, step-dad
stepmum: step mum, stepmother, step mother, stepmom, stepmam, step mam, step mom
stepbrother: step brother, stepbro, step bro
stepsister: step sister, stepsis
halfbrother: half brother
fosterdad: foster dad, foster father
fostermum: foster mum, foster mam
carer: foster carer, fostercarer
mum: mom, mummy, mummie, mums, mam, mams, mammy, mamma
dad: daddy, dads, dadd
nan: nana, nanna, granny, gran
cousin: cousn, cuzzin
suicide: sucide, suiside, suicde, suacide, suecide, sewerslide, sewer slide, sucicide, suicid
suicidal: sucidal, suisidal, suicdal, suicidle
kill myself: killmyself, kil myself, kill my self, kll myself, unalive myself, unalive my self, end myself, kill meself, off myself, top myself, kill mesen
kill yourself: kys, kill urself, kill ur self, kill your self
kill herself: kill her self
kill himself: kill him self
killing myself: killing my self, killin myself, topping myself, offing myself, unaliving myself
myself: my self, meself, mysef, mysel, myslef, mself
yourself: ur self, your self, urself, yourselves
himself: him self, hisself
herself: her self
self harm: selfharm, selfharming, self harming, self harmed, selfharmed, self harmin, self injury, slf harm, self-harm
cutting: cuttin
hitting: hittin, hiting
touching: touchin, tuching, tutching, toching
touched: tuched, toched, tutched
touches: tuches
touch: tuch, toch
hurting: hurtin, hertin, hurtng
feeling: feelin
fucking: fuckin, fkin, fking, effing, effin, fckin, fcking, frickin, freakin, bloody, flipping, fukin
fuck: fk, fck, fuk
shit: shite
making: makin
doing: doin
going: goin
getting: gettin, geting
coming: comin, cming
saying: sayin
drinking: drinkin
taking: takin
selling: sellin
holding: holdin, hodling
following: followin, folowing
watching: watchin
waiting: waitin
threatening: threatnin, threatning, threatenin, thretening, threatning
threatened: threatend, thretened, threatned
threatens: threatns, thretens
blackmailing: blackmailin, blakmailing, black mailing
blackmail: black mail, blakmail
forcing: forcin
forced: forsed
happening: happenin, happning
starving: starvin
sleeping: sleepin
living: livin
sending: sendin
asking: askin, axing
shouting: shoutin
screaming: screamin
running: runnin
bleeding: bleedin
bruise: broose, bruze, briuse
bruises: bruses, bruizes, briuses
believe: beleive, belive, belieb
raped: rapd
secret: secrit, sercet, secrt
weird: wierd, werid
definitely: def, defo, deffo
money: munny, mony, monies, cash, dosh
overdose: overdosed, over dose, overdosing
whatsapp: wattsapp, watsapp, whats app
snapchat: snap chat, snap
insta: instagram, ig
county lines: county line
social worker: sw, soc worker
talk: tlk, tak to
talking: talkin, tlking
bad: badd
again: agen, agn
hospital: hospitl, hosp
alone: alon
worthless: worthles
everything: everythin, evrything
school: skool, skl
house: hse
locked: lokked, lockd
knife: knive, nife
cocaine: cocane, cocain
ketamine: ket
ill: il
"""

_WELSH = """
dwi: dw i, rydw i, rwyf, dwin, wi, rwy, w i, dwy i, dwii, dwi i
dwim: dwi ddim, dw i ddim, dydw i ddim, dydwi ddim, dwi im, smo fi, saim, sai, sa i
isio: eisiau, isho, isie, ishe, isia, eisie, eisio, moyn, ishio, isiau
rwan: nawr, rwn, rwan hyn, yr awr hon, rrwan, rwannn
heno: heno ma
bod fi: bo fi, mod i, fod fi, mo fi
sgenim: sgenna im, sgenna i m, sgen im, genna im, gennaim, gynnaim, sgynna im, sgyna i ddim, sgin i ddim, sgen i ddim, does gen i ddim, sgin im, sgen im, sgenai ddim, sgenaim, does gin i ddim, does gennai ddim, sginaim, sgin i im, sgen i im, s gen i ddim, sgenna i ddim, does da fi ddim, sdim da fi
sgeni: sgin i, sgen i, sgenai, sginai, mae gen i, mae gin i, gin i, gen i, mae gennai, gennai, ma gen i
efo: gyda, hefo, gida, gyda r
mae: ma, maen, mai
maenhw: mae nhw, ma nhw, maen nhw, manw
dydio: dydi o, dydy o, dyw e, dio, tydi o, dydi e
fyhun: fy hun, fi fy hun, yn hun, fi hun, fyn hun, fy hunan, yn hunan, fy hyn, fihun, fynhun, nhun, nhunan, fyhunan, hun, hunan, fi fyhun
dyhun: dy hun, dy hunan
rhywun: rywun, rhwyn, rywyn, riwun, rhiwun, rhwun, rwun
rhywbeth: rywbeth, rwbath, rhwbath, rwbeth, rhwbeth, rhywbath, rywbath, rwbth, rwpath, rwpeth, rhwpath
unrhywun: unrhyw un, unrywun, unrhiwun
unrhywbeth: unrhyw beth, unrywbeth, unrhwbath, unrwbath
gneud: gwneud, neud, wneud, neid, nneud, gwneid, gneid
neb: nebb
dim byd: dimbyd, dim bid
sdim: does dim, does nam, does na ddim, s dim, sna ddim, snam, does yna ddim, does na dim, does ddim
achos: oherwydd, chos
deud: dweud, deyd, gweud, ddeud, ddweud, dweyd, weud, ddeyd
ddudodd: dudodd, ddwedodd, dwedodd, ddeudodd, deudodd, wedodd, ddudoth, ddudo
gwybod: gwbod, gwbo, gwpod, wbod, gwpo, wybod, gwbot
checkio: checio, checkio, tsiecio, tsecio, tjecio
gynno: gynno fo, ganddo, ganddo fo, gyno fo, gyno, gynofo, gan o, genno, ginno, efo fo gynno
siarad: shiarad, siared, sharad, siard
hogyn: bachgen, hogin, fachgen
hogan: merch, hogen, ferch
cyfrinach: gyfrinach, cyfrinch
brifo: brifio, brufo, brifor
lladd: llad, ladd
marw: farw, marwo
cariad: nghariad, gariad
ffrind: ffrin, ffrynd, frind, ffrind gora, ffrind gorau
ffrindiau: ffrindia, frindia
adra: adre, gartref, gartra, getre, cartra, gatre, cartref
ofn: ofan
wastad: o hyd, bob amser, bobamser, drwyr amser, trwyr amser, bob tro
bob: pob
nos: noson
neithiwr: nithiwr, neithwr, nithwr
bore: bora, bor
ddoe: ddo
pres: arian, mhres, bres
lluniau: llunia, lluna, luniau, llunie, lunia, lunie, llunia
noeth: noeth noeth, porcyn, noethlymun, heb ddillad
cyffuriau: cyffuria, gyffuriau, gyffuria, drygs
torri: tori, dorri, dori
byw: fyw, biw
byta: bwyta, fyta, fwyta, buta
stopio: stopo, stopior
gorfod: gorfodd, goro, gorod, orfod, gor fod
gorfodi: orfodi, gorfodir
peidiwch: paid, peidia, paidiwch
deutha: dweud wrth, deud wrth, deu wrth, deud wrtha, deud wrthi, dweud wrtha
wrth neb: i neb
cael: gal, gael, cal
sydd: sy, syn, sydd yn
nath: wnaeth, naeth, gnath, wnath
nesi: wnes i, nes i, nesh i, neshi, wnesi
mynd: mund
fedraim: fedra i ddim, alla i ddim, allai ddim, fedrai ddim, medra i ddim, allaim, fedra im, alla im, fedra ddim
gweithiwr: gweithwr, gwithiwr, weithiwr
help: cymorth, gymorth
llystad: lystad, llysdad, lysdad
tad: nhad, fy nhad
"""

_EMOJI = """
:laugh: 😂 🤣 💀 😹 😆 😅 ☠
:cry: 😭 😢
:knife: 🔪 🗡
:blood: 🩸
:gun: 🔫
:leaf: 🍁 🌿 🍃 🌱
:pill: 💊
:snow: ❄
:beer: 🍺 🍻 🍷 🥃 🍾
:lewd: 🍆 🍑 💦
:sos: 🆘
"""

# Words whose loss changes nothing: the Welsh particle of "mae o yn brifo" and the article are as often left
# out or glued on ("mae o'n", "i'r").
DROPPED = frozenset({"yn", "n", "y", "yr"})

DOUBLED = frozenset(
    "kill hell all feel need see tell still call pull good food soon room well off too".split()
)

DISGUISED = frozenset(
    "kill kills killed killing self suicide suicidal die dead death dying cut cutting hurt harm harming rape raped "
    "rapes sex sexual nudes naked drugs weed coke help hit hate knife shit fuck fucking bitch slut myself lladd "
    "marw brifo abuse abused abusing pills touch touched touching hanging".split()
)

_RADICALS = frozenset(
    "brifo lladd marw bygwth curo cicio taro crio pwyso gwaedu gwely bwyd corff cyffwrdd llun cyllell dianc dychryn "
    "meddwi poeni tabledi blino bodoli bai crasfa cweir clwyfo diflannu cuddio cloi gwrthod gyrru danfon pigo dwyn "
    "gwerthu cario delio dyled dilyn gwylio gofyn cadw codi cysgu tynnu teimlo twtsiad twtsio trin treisio cusanu "
    "gweld gwybod credu coelio colli cofio casau canlyn goriad drws gweiddi gwaed brathu tagu llosgi cleisiau clais "
    "brawd bywyd bai pecyn parsel meddwl gorffen diwedd difaru deffro diodde dioddef cwrdd cyfarfod budr brwnt "
    "rhannu rhoi rhegi dangos gadael llwgu cosbi cornelu trystio talu pethau pethe petha plant bwlio colur peryg "
    "perygl creithiau creithia breichiau breichia braich garddwrn toriadau briwiau trais tystiolaeth cefnder cyfnither gofalwr gweithiwr cnocio malu bihafio mygu boddi chwerthin gwirion crafu cur cic bradychu dadlau".split()
)

# Forms that are words in their own right in either language.
_KEPT = frozenset(
    "ai bod dad fan far fel fi ring rings bag bags gan gyda lawn led len lan dan ladies dal dim dyn fo for "
    "lie log low dig dog dry din fin fur fun mean main bell oven nos fod read red rho real ryw gall mam faw".split()
)


def _table(text: str) -> dict[str, str]:
    """Every way of typing a form, mapped to the form.

    A joined form that is mapped to itself is kept from being joined in another way.
    """
    lines = (line.split(":", 1) for line in text.strip().splitlines())
    return {way.strip(): form for form, ways in lines for way in ways.split(",")}


def _emoji(text: str) -> dict[str, str]:
    lines = (line.split() for line in text.strip().splitlines())
    return {sign: name for name, *signs in lines for sign in signs}


def _spelt(words: str) -> str:
    """The words after each has been spelt by itself, as they are when joined forms are looked for."""
    return " ".join(SPELLINGS.get(word, word) for word in words.split())


def _sizes(merges: dict[str, str]) -> dict[str, tuple[int, ...]]:
    """For each first word, how many words its joined forms have, longest first."""
    found: dict[str, set[int]] = {}
    for words in merges:
        found.setdefault(words.split()[0], set()).add(len(words.split()))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


_ALL = _table(_ENGLISH) | _table(_WELSH)
_SINGLE = {way: form for way, form in _ALL.items() if " " not in way}

EMOJI = _emoji(_EMOJI)
SPELLINGS = radicals_by_form(_RADICALS, _KEPT | frozenset(_SINGLE)) | _SINGLE
MERGES = {way: form for joined, form in _ALL.items() if " " in joined for way in {joined, _spelt(joined)}}
MERGE_SIZES = _sizes(MERGES)
