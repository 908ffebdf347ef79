"""Places that young people in North Wales write of, in each of their Welsh forms, and schools' names."""

from bot.domain.mutation import mutations

_WELSH_PLACES = """
aberaeron aberconwy aberdaron aberdyfi aberffraw abergele aberllefenni abergwyngregyn abersoch abertawe
abertillery aberystwyth amlwch arfon arthog bala bangor barmouth beddgelert benllech bersham bethel bethesda
betws-y-coed betws-yn-rhos biwmares blaenau blaenau-ffestiniog bodedern bodelwyddan bodffordd bodfari
bodorgan bontddu bontnewydd borth-y-gest botwnnog brynford brymbo bryncrug bryn-y-maen brynrefail
brynsiencyn bryngwran brynteg buckley bwcle caeathro caerdydd caerfyrddin caergeiliog caergwrle caergybi
caerhun caernarfon caerwys capel-curig carmel carrog ceidio cefn-mawr cemaes chwilog chwitffordd clwyd
clynnog coedpoeth coed-poeth colwyn conwy corris corwen criccieth cricieth croesor cwm-y-glo cymau cynwyd
cyffylliog deganwy deiniolen denbigh dinbych dinas-dinlle dinorwig dolgarrog dolgellau dolwyddelan drefach
dwygyfylchi dwyran dyffryn-nantlle dyserth eryri ewloe fairbourne fachwen felinheli ffestiniog ffynnongroyw
gaerwen garndolbenmaen garth-pia gellifor glanconwy glan-conwy glyder glynllifon gobowen graigfechan
greenfield gresffordd gresford gwalchmai gwaenysgor gwersyllt gwynedd gyffin hen-golwyn hirael holywell
johnstown kinmel llanaelhaearn llanarmon llanbedr llanbedrog llanberis llandegai llandegfan llanddaniel
llanddoged llanddulas llandderfel llanddona llandrillo llandrillo-yn-rhos llandudno llandwrog llandygai
llanegryn llanelwy llanelli llanfachraeth llanfaelog llanfaes llanfair llanfairfechan llanfairpwll
llanfairpwllgwyngyll llanfair-pg llanfrothen llangaffo llangefni llangoed llangollen llangristiolus llangwm
llangwnnadl llangwyllog llangybi llaniestyn llanllechid llanllyfni llannefydd llannerch-y-medd llanrhaeadr
llanrhos llanrug llanrwst llansanffraid llansannan llansadwrn llantrisant llanuwchllyn llanwnda llanystumdwy
llaneilian llanengan llangernyw llanfihangel llay llithfaen llwyngwril lerpwl lixwm llysfaen maentwrog
maesgeirchen maes-g malltraeth manafon marchwiel menai-bridge merthyr minera minffordd moelfre mochdre
morfa-nefyn mostyn mynytho nantlle nant-peris nant-gwynant nasareth nebo nefyn nercwys newborough niwbwrch
northop overton pandy pant-glas pencoed penisarwaun penmachno penmaenmawr penmon penmorfa penrhosgarnedd
penrhyn-bay penrhyncoch penrhyndeudraeth penrhyn pensarn pentir pentrefelin pentrefoelas pentraeth
pen-y-groes penygroes penyffordd pontblyddyn pontllyfni pontnewydd pontrobert porthaethwy porthdinllaen
porthmadog port-dinorwic prestatyn pwllgwyngyll pwllheli pwllglas queensferry rachub rhiwabon rhiwlas
rhosgadfan rhosllannerchrugog rhoshirwaun rhosneigr rhosesmor rhostryfan rhostyllen rhosybol rhosymedre
rhos-on-sea rhuddlan rhuthun rhyd-ddu rhydymain rhydymwyn rhyl ruabon ruthin rossett saltney sandycroft sarn
saughall sealand shotton sychdyn talacre talsarnau talybont talysarn talwrn towyn trawsfynydd trearddur
trefnant treffynnon treffos trefor trefriw tregarth tregele treuddyn tremeirchion treborth tudweiliog tywyn
uwchmynydd valley waunfawr whitford wrecsam wrexham ynys-mon y-fali y-felinheli y-fflint y-wyddgrug
yr-wyddgrug ynys-wen ynys-enlli bae-colwyn bae-cinmel bae-penrhyn pen-llyn llyn-peninsula dyffryn-conwy
dyffryn-ogwen sir-fon sir-fflint sir-ddinbych mon-mam-cymru dre-newydd y-drenewydd drenewydd machynlleth
powys ceredigion dyfed morgannwg gwent casnewydd caerffili pen-y-bont pontypridd rhondda llambed hwlffordd
aberdar aberhonddu croesoswallt maelor plas-madoc caia-park queens-park coed-mawr hirael glanadda
penchwintan maes-barcer sgubor-goch ysgubor-goch maes-gwyn llys-gwyn peblig twthill cibyn pontio zip-world
storiel
"""
_OTHER_PLACES = """
anglesey flintshire denbighshire gwynedd merseyside cheshire snowdonia colwyn-bay old-colwyn kinmel-bay
cardigan-bay red-wharf-bay trearddur-bay rhos-on-sea llandudno-junction penrhyn-bay menai-bridge beaumaris
holyhead connahs-quay mancot hawarden aston-hall newport swansea cardiff barry-island merthyr-tydfil
carmarthen brecon newtown welshpool oswestry shrewsbury telford chester ellesmere-port birkenhead wirral
liverpool bootle manchester salford stockport warrington runcorn widnes crewe stoke birmingham london leeds
sheffield bradford nottingham leicester derby coventry wolverhampton bristol southampton portsmouth plymouth
exeter newcastle sunderland blackpool preston bolton wigan bury rochdale oldham skelmersdale southport
st-helens st-asaph huyton toxteth kirkby speke croxteth norris-green anfield everton walton moss-side hulme
wythenshawe longsight cheetham-hill brixton croydon luton peterborough norwich cambridge oxford dublin
belfast glasgow edinburgh aberdeen dundee scotland ireland eirias-park eirias venue-cymru parc-menai
parc-eirias the-great-orme great-orme happy-valley rhyl-marina marine-lake parkway-cinema eagles-meadow
broughton-park cheshire-oaks trafford-centre bangor-mountain roman-camp y-foryd marine-drive hightown
wrexham-maelor acrefair cefn-mawr chirk y-waun penley bangor-on-dee overton-on-dee gwersyllt brynteg-park
"""
# Places whose letters are words or names too: only behind words that stand before places.
PLACES_THAT_ARE_WORDS = frozenset(
    """
    acton bath barry bow bury caer carmel chester derby fali flint fflint gaer greenfield hope mold nebo
    nelson overton pandy reading rhos sarn speke stoke talwrn valley walton y-fflint mostyn trefor llay
    bethel bethania preston crewe newport blaenau penrhyn pentir everton gwent hulme sealand waun
    """.split()
)


def _forms(listed: str) -> frozenset[tuple[str, ...]]:
    """Each place as its words, in every mutated form of its first."""
    found: set[tuple[str, ...]] = set()
    for place in listed.split():
        first, *rest = place.split("-")
        found |= {(form, *rest) for form in {first, *mutations(first)}}
    return frozenset(found)


_DOUBTFUL = _forms("\n".join(PLACES_THAT_ARE_WORDS))
_ALL = _forms(_WELSH_PLACES) | frozenset(tuple(place.split("-")) for place in _OTHER_PLACES.split())
# Mutated forms that are ordinary words or ends of them.
_NOT_PLACES = frozenset(
    {("llyn",), ("lan",), ("fala",), ("fon",), ("mon",), ("ynys",), ("borth",), ("dywyn",)}
)
PLACES = _ALL - _DOUBTFUL - _NOT_PLACES
DOUBTFUL_PLACES = _DOUBTFUL
LONGEST_PLACE = max(len(words) for words in PLACES)

# How towns, villages and farms begin; an unknown long word that begins so is taken for one.
BEGINNINGS = tuple(
    f"{form}"
    for start in ("llan", "aber", "pont", "caer", "maes", "rhos", "betws", "pen-y", "porth", "tre", "plas")
    for form in sorted({start, *mutations(start)})
    if len(form) >= len("lan")
)
# Words of streets and estates: English ones stand behind the name, Welsh ones before it.
STREET_ENDS = frozenset(
    "road rd street st avenue ave lane ln close drive crescent terrace gardens estate way court grove square "
    "hill place walk row rise view mews park".split()
)
STREET_STARTS = frozenset(
    "ffordd stryd lon heol stad ystad teras rhodfa clos maes bryn cae tan tai llys trem allt penrhos".split()
)

# Schools known by their name alone.
SCHOOLS = frozenset(
    tuple(school.split("-"))
    for school in """
    friars tryfan brynrefail eifionydd botwnnog syr-hugh syr-hugh-owen syr-thomas-jones david-hughes
    bodedern dyffryn-ogwen dyffryn-nantlle dyffryn-conwy godrer-berwyn y-berwyn moelwyn y-moelwyn ardudwy
    bro-idris glan-y-mor aberconwy creuddyn y-creuddyn john-bright bryn-elian emrys-ap-iwan eirias
    glan-clwyd brynhyfryd dinas-bran castell-alun maes-garmon argoed darland clywedog morgan-llwyd rhosnesni
    bryn-alyn st-josephs maelor-school ysgol-y-grango christ-the-word blessed-edward-jones coleg-menai
    coleg-llandrillo coleg-cambria meirion-dwyfor glynllifon-college yale-college deeside-college
    grwp-llandrillo-menai our-ladys st-gerards rydal-penrhos llandrillo-college hawarden-high elfed-high
    st-richard-gwyn richard-gwyn st-davids-college tir-morfa ysgol-pendalar hafod-lon
    """.split()
)
SCHOOL_STARTS = frozenset({"ysgol", "hysgol", "coleg"} | mutations("coleg"))
SCHOOL_ENDS = frozenset(
    {"high", "school", "college", "academy", "primary", "sixth", "juniors", "infants", "hs"}
)
