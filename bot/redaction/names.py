"""First names, short names and surnames common in Wales and England, written in plain letters.

Written for this service from general knowledge of names in use; no register of people was read for it.
"""

_ENGLISH = """
aaron abbey abbi abbie abby abi abigail adam adele adrian agatha agnes aidan aiden aimee ainsley al alan
alana alastair albert alec alex alexa alexander alexandra alexandria alexis alf alfie alfred ali alice
alicia alisha alison alistair alix allan allison alyssa amanda amber amelia amelie amy ana anastasia ann
andrea andrew andy angela angelina angie anita anna annabel annabelle anne annette annie anthony antony
april archie aria ariana arlo arnold arthur asha ashleigh ashley ashton aubrey audrey aurora austin ava axel
ayla bailey barbara barney barry baz bazza beatrice beatrix becca beccy becky belinda bella ben benjamin
benji benny bernadette bernard bert beryl bessie beth bethany betsy betty beverley bev billie billy blake
bobby bonnie brad bradley brandon brenda brendan brian bridget brittany brody brogan brooke brooklyn bruce
bryan bryony byron caitlin caleb callie callum calum calvin cameron camilla candice cara carl carla carly
carmen carol carole caroline carolyn carrie carter casey cassandra cassie catherine cathy cecilia cecily
celia chantelle charlene charles charley charlie charlotte charmaine chaz chelsea cherie cheryl chezza chloe
chrissie chrissy christian christina christine christopher chris ciara cilla claire clara clare clarissa
claudia clayton cleo cliff clifford clive cody cole colette colin colleen connie connor conor corey corinne
cory courtney craig curtis cynthia daisy dale damian damien damo dan dana dane dani daniel daniella danielle
danni danny daphne darcey darcie darcy daren darius darlene darrel darren darryl daryl dave david davey
davina dawson daz dazza dean deano deanna debbie deborah debra declan dee deirdre delilah della demi denise
dennis denny denzel derek desmond dexter diana diane dillon dina dolly dom dominic don donald donna donny
dora doreen doris dorothy doug dougie douglas duncan dwayne dylan eadie eddie eddy eden edgar edie edith
edmund edna edward edwin eileen elaine eleanor elena eli elijah elisa elisha eliza elizabeth ella elle ellen
ellie elliot elliott ellis ellison elsa elsie elton elvis emilia emilie emily emma emmanuel emmie ernest
ernie erica erin esme esmee estelle esther ethan ethel eugene eva evan eve evelyn everly evie ezra fay faye
felicity felix fern fergus finlay finley finn fiona fletcher flo florence floss fran frances francesca
francis frankie fraser fred freddie freddy frederick freya gabby gabe gabriel gabriella gabrielle gareth
gary gavin gav gaz gazza gemma gene geoff geoffrey george georgia georgie georgina gerald geraldine gerard
gerry gertie gilbert gillian gina ginny giselle glenda glenn glenys gloria godfrey gordon graeme graham
grant greg gregory greta gus guy gwen gwenda hailey hal haley hallie hamish hannah harley harold harper
harriet harris harrison harry harvey hattie hayden hayley hazel heath heather hector heidi helen helena
henrietta henry herbert hettie hilary hilda hollie holly howard hugh hugo humphrey ian ibrahim ida ike
imogen india indie ingrid iona ira irene iris isaac isabel isabella isabelle isaiah isla isobel ivan ivor
ivy izabella izzie izzy jace jackie jackson jaclyn jacob jacqueline jacqui jade jaden jago jai jaime jak
jake jakub james jamie jan jane janet janice janine jared jasmin jasmine jason jasper jax jaxon jaxson jay
jayce jayden jayne jaz jazz jazmin jean jeanette jed jeff jeffrey jem jemima jemma jen jenna jennie jennifer
jenny jeremy jermaine jerome jerry jess jesse jessica jessie jez jill jim jimmy jo joan joana joanna joanne
joby jodi jodie joe joel joey johanna john johnny jon jonah jonathan jonno jonny jools jordan jordon jose
joseph josephine josh joshua josie joss joyce juan jude judith judy jules julia julian julianne julie juliet
juliette june junior justin justine kacey kacie kade kai kaitlin kaitlyn kane kara karen karina karl karla
kasey kasper kat kate katelyn katerina kath katherine kathleen kathryn kathy katie katrina katy kay kaya
kaye kayla kayleigh kayley kaz keane keanu keeley keegan keelan keira keiran keiron keith kelly kelsey
kelvin ken kendra kenneth kenny kenzie kerri kerrie kerry kev kevin kez kezia khloe kian kiara kiera kieran
kieron kim kimberley kirk kirsten kirsty kit kitty kizzy kodie koby kourtney kris kristen kristian kristin
kristina kurt kyla kyle kylie kyra kyran lacey laila lana lara latisha laura lauren laurence laurie lawrence
layla layton lea leah leanne leanna lee leigh leila lena lenny leo leon leona leonard leonie leroy les
lesley leslie leticia levi lewis lex lexi lexie lia liam libby lila lilah lili lilian lilith lilly lily
linda lindsay lindsey lionel lisa liv livia liz liza lizzie lizzy logan lois lola lorna lorraine lottie lou
louie louis louisa louise luca lucas lucia lucian lucie lucille lucinda lucy luis luka lukas luke lulu luna
lydia lyn lynda lynette lynn lynne lynsey lyra mabel mac macauley macey mack mackenzie macy maddie maddison
maddox maddy madeleine madeline madison maggie maisie maisy malachi malakai malcolm mandy manny marcel
marcia marco marcus margaret margot maria mariah marian marianne marie marilyn marina mario marion marissa
marjorie marlene marlon marnie marshall martha martin martina martyn marvin mary maryam mason mateo mathew
matilda matt matthew matty maud maureen maurice mavis max maxine maxwell maya mckenzie meg megan meghan mel
melanie melissa melody mercedes mia micah michael michaela michelle mick mickey micky miguel mikayla mike
mikey mila mildred miles millicent millie milly milo mimi mindy miranda miriam mitch mitchell moira molly
mollie mona monica morgana muriel myles myra nadia nadine naomi nat natalia natalie natasha nate nathalie
nathan nathaniel neal ned neil nell nellie nelly nelson nevaeh neve neville niall nic nicholas nick nicki
nickie nicky nico nicola nicole nigel nikita nikki nikola nina noah noel noelle nola nora norah noreen norma
norman oakley odette ola oli olive oliver olivia ollie olly omar orla oscar oskar otis owen ozzy paddy paige
pam pamela paris parker patricia patrick patsy paul paula pauline payton penelope penny percy perry pete
peter petra peyton phil philip philippa phillip phillipa phoebe phyllis pip piper pippa polly poppy portia
preston quentin quinn rach rachael rachel raheem ralph ramona randy raquel raul raymond rayan reanne rebecca
reece reggie regina reginald reid remi remy rene renee reuben rhian rhianna rhianne ria rian ric ricardo
richard richie rick rickie ricky rico riley rio rita rob robbie robbo robert roberta robyn rochelle rocco
rod roddy roderick rodney roger roland roman romeo romy ron ronald ronan ronnie ronny rory rosa rosalie
rosalind rosanna roseanne rosemary rosie rosina ross rowan rowena roxanne roxy royston ruben rudy rufus
rupert russ russell rusty ruth ryan ryder rylan sadie saffron sal sally sam samantha sammi sammie sammy
samson samuel sandra sandy sara sarah saskia saul scarlet scarlett scott seamus sean seb sebastian selena
selina serena seth shane shania shannon shan shaun shauna shawn shaz shazza sheila shelby sheldon shell
shelley sheridan sherry shirley shona sian sid sidney sienna sierra silas simon simone sinead skyla skye
skylar sofia sofie sonia sonny sonya sophia sophie spencer stacey stacie stacy stan stanley stefan steff
stella steph stephanie stephen steve steven stevie stewart stu stuart sue susan susie suzanne suzie sybil
sydney sylvia tabitha tallulah talia tamara tammy tamsin tania tanya tara tarquin tasha tash tate tay taya
taylor ted teddy teegan tegan teresa terence teri terrance terri terry tess tessa thea thelma theo theodore
theresa thomas tia tiana tiegan tiff tiffany tilda tilly tim timothy timmy tina tj tobi tobias toby tod todd
tom tommo tommy toni tony tori tracey tracy travis trent trevor tricia trina trinity tris trisha tristan
troy tyler tyla tyra tyrone tyson una uriah ursula val valentina valerie vanessa vera verity vernon veronica
vic vicki vickie vicky victor victoria vikki vince vincent violetta vinnie viv vivian vivien vivienne wally
wallace walter wanda warren wayne wendy wes wesley whitney wilf wilfred william willow wills winifred
winston wyatt xander xavier yasmin yasmine yolanda yvette yvonne zac zach zachary zack zak zane zander zara
zeke zelda zena zoe zoey zola zuzanna
"""
_WELSH = """
aerona aeronwen aeron aled alaw alwen alwena alwyn alun alys amlyn anest aneira aneirin aneurin angharad
anni annwen anwen anwyl arianwen arthen arwel arwen arwyn athena aures awel awen banon bari bechan bedwyr
beca begw beli ben berian berwyn bethan bethany betsan betsi beuno bleddyn blodeuwedd blodwen branwen breian
brenig briallen brengain bronwen bronwyn brychan brynmor cadell cadfael cadi cadog cadwaladr cai caio cain
calan caradog carwen carwyn carys caryl casi catrin cati cedwyn ceinwen ceiri celt celyn cemlyn cenydd ceri
ceridwen cerys cian cledwyn collwyn colwyn cybi cynan cynfal cynfael cynwal cynog dafydd dai daf dan danial
dario deiniol deian deicws dei deio deiol deri delwyn delyth dewi dicw dilwyn dilys dion dona drystan duncan
dwynwen dyddgu dyfan dyfrig dyl dylan dyls ed ednyfed edryd efa efan efroch egryn eiddwen eifion eigra
eilian eilir eilidh einion einir einwen eira eirian eiriona eirlys eirug eiry eirwen eirwyn eithinyn eleri
elfair elfed elfyn elgan elidir elin elinor elis elisabeth elliw elon eluned elwyn elystan elwen emlyn emrys
emyr endaf enfys eni enid enlli ennis erddyn eryl erwan esyllt eurgain euros eurwen eurwyn ewan ffion ffi
fflur ffraid ffrancon ffreuer garan garem garmon geraint gerallt gerwyn gethin gedi glain glenys glesni
gloyw glyn glyndwr goewin goronwy grug gruff gruffudd gruffydd guto gutyn gwawr gweirydd gwener gweneth
gwenda gwenfair gwenfron gwenan gwendolen gwenllian gwenlli gwenith gwenno gwennan gwennie gwern gwerfyl
gwil gwilym gwion gwladys gwladus gwydion gwyndaf gwyneth gwynfor gwynn gwynne gwythyr hana hanna hari harri
heledd hedd heddwyn hedydd hefin heilyn heini heulwen hopcyn huw hydref hywel hywyn iago ianto idris idwal
iestyn ieuan ifan ifor illtud illtyd ina ioan iola iolo iona iori iorwerth irfon islwyn ithel iwan ieuan jac
jaco jaci jini jona joni lefi leisa leusa lili lisa lisi lowri luned lwsi llew llewelyn llewellyn lleu
lleucu llinor llinos llio llion llywarch llywela llywelyn llyr llwyd llyfni lloyd mabli mabon macsen mads
madlen madog maelgwn maelog magi mai mairwen mair mal maldwyn mali malan manawydan manon marc mared maredudd
marged mari martha matholwch math mathonwy medi medwen medwyn mefin megan mei meical meilir meilyr meinir
meinwen meirion meiriona meirwen melfyn menai menna merfyn meredydd meredith meriel merlyn merthyn meurig
mihangel miriam modlen moelwyn moi moli mona morfudd morfydd morgan morlais morus morwen morwenna myfanwy
myfi myrddin myrddyn mirain nan nanno nans nansi nanw nedw nel nela nerys nesta nest nia nico nina non nona
ogwen olwen osian osh owain owi owie pedr peredur penri penfro petra prydwen pryderi prysor rhain rheinallt
rhian rhiannon rhianedd rhianwen rhinedd rhi rhidian rhirid rhisiart rhobat rhodri rhonwen rhona rhoswen
rhun rhydian rhydwen rhydwyn rhys rolant robat rhysi saunders sara seimon seiriol seirian sel selwyn seren
shan shani siani siarl siencyn siwan siwsan sianed sian siams sion sioned sionyn sioni sirian sulwen sulwyn
steffan tangwen taliesin taran tecwyn tegid tegan tegwen teifi teifion teilo teirian teleri tesni tirion
tomi tomos trefor trystan tudno tudor tudur tudfor twm twmi tydfil urien wena wenna wil wiliam wini winni
wyn wynne wynford ynyr
"""
_FROM_ELSEWHERE = """
aadam aadil aaliyah aarav aaron abdul abdullah abdulla abu adeel adnan agata agnieszka ahmad ahmed aisha
aleksander aleksandra alina aliyah ameer ameera amina aminah amir amira amit ananya andrei aneta anika anya
anjali arjun arman artur aryan asif asma ayaan ayesha aya aziz bartek bartosz basia beata bianca bilal
bogdan chidi chioma cristian dagmara damir daria dariusz dawid deepak dhruv diego dimitri dmitri dominik
dorota elzbieta emeka emre eryk ewa ewelina fabian faisal farah farhan fatima fatimah fernando filip
franciszek gabriela giovanni gosia grzegorz habib hadiya hafsa hamza hanif haris hasan hassan huda hussain
hussein igor ilias imran inaya ioana irfan isa ismail iqra jamal jamila janusz jaroslaw javed joanna jorge
julia kacper kaja kamal kamil karim karol karolina kasia katarzyna khadija khalid kinga klaudia konrad
krystian krzysztof kuba kumar laszlo layan leila ling lukasz maciej magda magdalena mahmoud malik malgorzata
maja marcin mariusz marta marek mariam mateusz maksymilian mehmet mei michal milena mina mohammad mohamed
mohammed mo muhammad mustafa nadeem nadia naveed neha ngozi nikhil nikodem nikolai noor noura nour oksana
olek oleh olena oliwia oliwier olu omari osman pablo pavel patryk patrycja pawel piotr precious priya rafal
rahim rahul raj rania rashid ravi rehan reza roksana roza rohan rosario sadia safa salim salma samina samir
samira sanjay sara sebastian shabana shreya sidra sienna sofiya stanislaw svetlana syed szymon tadeusz tahir
tariq tatiana tomasz umar usman viktor viktoria vikram vladimir wei weronika wiktor wiktoria wojciech xiu
yahya yan yana yousef yuki yusuf zahra zain zainab zaynab zayn zeynep zofia zosia zubair zuzia
"""
_SURNAMES = """
adams ahmed alderson ali allen anderson andrews armstrong arkwright atkins atkinson bailey barker barnes
begum bennett bevan blackwell bowen bradshaw brooks brookes bryant butterworth byrne campbell carr chapman
chaudhry clarke clayton collins cooke cowell cunningham dafis daniels davids davidson davies davis dawson
dixon doyle duffy edmunds edwards elias ellison emanuel evans fitzgerald fletcher foulkes fraser garner
gallagher gibbons gibson gittins glynne gould griffith griffiths gruffudd gwilliam gwyther hammond hanmer
harries harrison haynes hewitt hodgson holland hopkins hopwood houghton howell howells hudson hughes
humphreys hussain huws ifans ingham jackson jarman jarvis jeffreys jenkins jenkinson johns johnson johnston
jones kelly kendrick kennedy khan kowalski lloyd llewellyn llwyd macdonald maddocks maddox madoc marsden
matthews mcarthur mccarthy mcdonald mckay meredith millward mitchell morris morrison mostyn murphy murray
myers nicholls nicholson novak nowak obrien oconnor oneill oreilly osborne owens parkinson parri parry patel
pearson pennant perkins phillips philips powell preece price prichard pritchard probert prosser prydderch
prytherch pugh puw quigley rees reece reynolds rhydderch richards richardson roberts robertson robinson
roderick rogers rowlands ryder sanders saunders scourfield sherwood shaw siddall simpson singh smith spencer
stephens stephenson stevens stevenson sullivan swain tansley thomson thompson tomkins trevor tudor tyson
vaughan wagstaff walsh walters watkin watkins watson wiggins williams williamson wilkinson wilson winterburn
woodward wyatt wynn wynne yorath
"""
# A surname only behind a first name or a title: by itself it is a word.
SURNAMES_THAT_ARE_WORDS = frozenset(
    """
    baker bell bird bishop black booth brown bull burns bush butcher butler carpenter carter castle church
    cook cooper cross day dean fields fisher ford foster fox freeman french gardener gibbs glover gray green
    grey hall hardy hill hood hunt hunter key king knight lake lane little long lord love marsh marshall
    mason may miller moon moore mills nicholas north page parker parks payne perry piper poole pope porter
    potter reed rice rich rivers rose rowe savage shepherd short sharp snow stone summers swift taylor
    temple turner walker wall ward waters webb wells west wheeler white wild wise wood woods wright young
    bach fawr goch gwyn bryn
    """.split()
)
# First names that are words too, in either language or in text-speak: told apart by what stands around them.
NAMES_THAT_ARE_WORDS = frozenset(
    """
    ace alan alaw allan angel april art ash aurora autumn awel awen bari basil bay beau bell belle ben bill
    blossom blue bonnie brook brooke bryn bud bunny cain calan carol cat celt celyn chance charity chase
    cherry chip cleo cliff coral crystal dale dawn dean deri destiny dewi don dot drew duke dusty eden eira
    eli enfys eni essence faith fern flora ford frank gene ginger glan glain gloyw grace grant grug guy
    gwawr gwyn haf harmony harper hazel heath heather heaven hedd hedydd heini holly honey hope hunter iris
    ivy jack jade jasmine jay jazz jean jet jewel joy june junior ken kit lance lee liberty lily llwyd lucky
    luna mac march marina mark marsh mason max melody menai mercy mia miles mina mo nans nat nest neve nick
    noel olive opal paige paris pat patience pearl peg penny petal pip piper poppy precious price prince raj
    ray rex rhain rich rio river rob robin rod rose rosemary ruby rusty saif sage sandy saunders scarlet sel
    seren sierra skip shell sky skye stan swain sonny star summer sunny tad taran tim tirion troy van violet
    wade ward willow wills win winter wren
    """.split()
)
# Names whose letters are among the commonest words of a language: only what surely comes before a name tells.
NAMES_THAT_ARE_GRAMMAR = frozenset(
    "al bet beth bob dan dani del ela ella gwener hydref ina jo les mai mal math may medi mel nan non ola "
    "pam sal sue tan will".split()
)

_FIRST = frozenset(f"{_ENGLISH} {_WELSH} {_FROM_ELSEWHERE}".split())
_DOUBTFUL = NAMES_THAT_ARE_WORDS | NAMES_THAT_ARE_GRAMMAR
NAMES = (_FIRST | (frozenset(_SURNAMES.split()) - SURNAMES_THAT_ARE_WORDS)) - _DOUBTFUL
