"""How teenagers type English: text-speak, missing apostrophes, misspellings.

Each line reads `form: the ways it is typed`, ways divided by commas. A way of several words is joined to the
form; a form may have several lines. Joined words mapped to themselves are kept from being joined otherwise.
"""

TABLE = """
you: u, yu, ya
your: ur, youre, yr, yer
are: r
to: 2
be: b
want: wnt, wantt
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
about: abt, bout, abou, abput
through: thru
said: sed, sayd
says: sez, ses
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
didnt: didn, dint, did not, diddnt, didny, did nt, dident
doesnt: dosnt, does not, dosent, doesn, dnt does, dusnt
isnt: is not, isn
arent: are not
wasnt: was not, wasn, wernt, were not, werent
havent: have not, avent, havnt
hasnt: has not
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
ill: i will, il
theyll: they will
shell: she will
stepdad: step dad, stepfather, step father, stp dad, step-dad
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
kill myself: killmyself, kil myself, kill my self, kll myself, unalive myself, unalive my self
kill myself: end myself, kill meself, off myself, top myself, kill mesen
kill yourself: kys, kill urself, kill ur self, kill your self
kill herself: kill her self
kill himself: kill him self
killing myself: killing my self, killin myself, topping myself, offing myself, unaliving myself
myself: my self, meself, mysef, mysel, myslef, mself
yourself: ur self, your self, urself, yourselves
himself: him self, hisself
herself: her self
self harm: selfharm, selfharming, self harming, self harmed, selfharmed, self harmin, self injury
self harm: slf harm, self-harm
cutting: cuttin
hitting: hittin, hiting
touching: touchin, tuching, tutching, toching
touched: tuched, toched, tutched
touches: tuches
touch: tuch, toch
hurting: hurtin, hertin, hurtng
feeling: feelin
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
threatening: threatnin, threatning, threatenin, thretening
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
"""

# What is often disguised with digits or asterisks to slip past filters.
DISGUISED = frozenset(
    """
    abuse abused abusing bitch brifo coke cut cutting dead death die drugs dying fuck fucking hanging
    harm harming hate help hit hurt kill killed killing kills knife lladd marw myself naked nudes pills
    rape raped rapes self sex sexual shit slut suicidal suicide touch touched touching weed
    """.split()
)

DOUBLED = frozenset(
    """
    all call feel food good hell kill need off pull room see soon still tell too well
    """.split()
)
