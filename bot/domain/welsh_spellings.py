"""How teenagers type Welsh: contracted and northern forms, missing accents, mutations.

Each line reads `form: the ways it is typed`, ways divided by commas. A way of several words is joined to the
form; a form may have several lines. Joined words mapped to themselves are kept from being joined otherwise.
"""

TABLE = """
nhw: nw, nwy
yfed: yfad, yfet, yfad
cymryd: cymyd, cymeryd, cymud, gymyd, gymeryd
rhoi: rhoid, roid
cyffwrdd: cyffwr, cyffwrd, gyffwr, gyffwrd
gafael: gafal, gafel
cyllell: cyllall, gyllall, cyllath, gyllath, gyllell
dianc: dengid, ddengid, dengyd, ddengyd, ddianc
rhedeg: rhedag, redag, redeg
penwythnos: penwsos, penwsnos, penwsnos ma, benwythnos
wythnos: wsos, wsnos, wthnos
gesi: ges i, gesh i, geshi, ces i, cesh i, ceshi, gefais i, cefais i, gafish i, cefish i
sigaret: sigarét, smocs, ffags, ffag
cyrraedd: cyrradd, gyrraedd, gyrradd
cerdded: cerddad, gerddad
dwi: dw i, rydw i, rwyf, dwin, wi, rwy, w i, dwy i, dwii, dwi i
dwi wedi: dwi di, dwi di di
maenhw wedi: maenhw di
o wedi: o di
hi wedi: hi di
fi wedi: fi di
nhw wedi: nhw di
mum wedi: mum di
dad wedi: dad di
ni wedi: ni di
bod wedi: bod di
rhywun wedi: rhywun di
gadael: gadal, adal, adael
clywed: clwad, glwad, clywad
dylwn: ddylwn, ddylswn, dylswn
wedyn: wedi hynny
dwim: dwi ddim, dw i ddim, dydw i ddim, dydwi ddim, dwi im, smo fi, saim, sai, sa i
isio: eisiau, isho, isie, ishe, isia, eisie, eisio, moyn, ishio, isiau
rwan: nawr, wan, rwn, rwan hyn, yr awr hon, rrwan, rwannn
heno: heno ma
bod fi: bo fi, mod i, fod fi, mo fi
sgenim: sgenna im, sgenna i m, sgen im, genna im, gennaim, gynnaim, sgynna im, sgyna i ddim
sgenim: sgin i ddim, sgen i ddim, does gen i ddim, sgin im, sgenai ddim, sgenaim, does gin i ddim
sgenim: does gennai ddim, sginaim, sgin i im, sgen i im, s gen i ddim, sgenna i ddim
sgenim: does da fi ddim, sdim da fi
sgeni: sgin i, sgen i, sgenai, sginai, mae gen i, mae gin i, gin i, gen i, mae gennai, gennai
sgeni: ma gen i
efo ei: efoi
efo: gyda, hefo, gida, gyda r
mae: ma, maen, mai
maenhw: mae nhw, ma nhw, maen nhw, manw
dydio: dydi o, dydy o, dyw e, dio, tydi o, dydi e
fyhun: fy hun, fi fy hun, yn hun, fi hun, fyn hun, fy hunan, yn hunan, fy hyn, fihun, fynhun, nhun
fyhun: nhunan, fyhunan, hun, hunan, fi fyhun
dyhun: dy hun, dy hunan
rhywun: rywun, rhwyn, rywyn, riwun, rhiwun, rhwun, rwun
rhywbeth: rywbeth, rwbath, rhwbath, rwbeth, rhwbeth, rhywbath, rywbath, rwbth, rwpath, rwpeth
rhywbeth: rhwpath
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
checkio: checio, tsiecio, tsecio, tjecio
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
ffrindiau: ffrindia, frindia, mets, fets
adra: adre, gartref, gartra, getre, cartra, gatre, cartref
ofn: ofan
wastad: o hyd, bob amser, bobamser, drwyr amser, trwyr amser, bob tro
bob: pob
nos: noson
neithiwr: nithiwr, neithwr, nithwr
bore: bora, bor
ddoe: ddo
pres: arian, mhres, bres
lluniau: llunia, lluna, luniau, llunie, lunia, lunie
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
fedraim: fedra i ddim, alla i ddim, allai ddim, fedrai ddim, medra i ddim, allaim, fedra im, alla im
fedraim: fedra ddim
gweithiwr: gweithwr, gwithiwr, weithiwr
help: cymorth, gymorth
llystad: lystad, llysdad, lysdad
tad: nhad, fy nhad
"""

# Words whose mutated forms are folded to the radical.
RADICALS = frozenset(
    """
    baglu bai bathrwm beio bihafio blacmelio blino boddi bodio bodlon bodoli bos bradychu braich
    brathu brawd breichia breichiau brifo briwiau brwnt budr bwlio bwrw bwyd bwydo bygwth bysedd bywyd
    cadw canlyn cario casau cefnder ceg cerdded chwerthin cic cicio clais cleisiau clirio cloi clwyfo
    clywed cnocio codi coelio coes coesau cofio colli colur corff cornelu cosbi crafu crasfa credu
    creithia creithiau crio croesi crynu cuddio cur curo cusanu cweir cwrdd cydio cyfarfod cyffwrdd
    cyfnither cyllell cymryd cynllun cynnig cysgu cywilydd dadlau dadwisgo danfon dangos dealio deffro
    delifro delio derbyn dianc difaru difetha diflannu dillad dilyn diod diodde dioddef disgwyl diwedd
    dolig dringo dropio drws dwylo dwyn dychryn dychwelyd dyled dynion dyrnu gadael garddwrn goddef
    gofalu gofalwr gofyn golchi gollwng gorffen goriad gorwedd gwaed gwaedu gwallt gwddw gweiddi
    gweithio gweithiwr gweld gwely gwerthu gwirion gwisgo gwraig gwrando gwrthod gwthio gwybod
    gwylio gwylltio gyrru lladd llosgi lluchio llun llusgo llwgu malu marcia marciau marw meddwi meddwl
    morthwyl mygu pacio parsel pecyn penblwydd penderfynu penwythnos perthynas peryg perygl petha pethau
    pethe pigo pinio plant plentyn pobl poen poeni priodas priodi pwnio pwyso rhannu rhegi rhoi saethu
    tabledi taflu tagu talu taro tecstio teimlo toriadau torri trais treisio trin trio trystio trywanu
    twtsiad twtsio tynnu tystiolaeth
    """.split()
)

# Mutated forms that are words in their own right in either language.
KEPT = frozenset(
    """
    goes gal ai bag bags bell bod dad dal dan dig dim din dog dry dyn fan far faw fel fi fin fo fod for
    fun fur
    gall gan gyda ladies lan lawn led len lie log low main mam mean nos oven read real red rho ring
    rings ryw
    """.split()
)
