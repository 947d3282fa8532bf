"""Glanmor: a bilingual harbour town, its people and its three services."""

from coprod.demo.content.getting_about import GETTING_ABOUT
from coprod.demo.content.harbour_lights import HARBOUR_LIGHTS
from coprod.demo.content.types import Council, Member, Outcome, Person, Service, Text
from coprod.demo.content.warm_rooms import WARM_ROOMS

PEOPLE = (
    Person(
        "rhodri",
        "Rhodri Penllech",
        "rhodri.penllech@glanmor.example",
        "rhodri-p",
        "professional",
        "cy",
        Text(
            "Looks after the platform for the council. Sets it up, but decides nothing on it.",
            "Yn gofalu am y platfform ar ran y cyngor. Mae'n ei osod, ond nid yw'n penderfynu dim arno.",
        ),
        "administrator",
    ),
    Person(
        "elin",
        "Elin Caradog",
        "elin.caradog@glanmor.example",
        "elin-c",
        "professional",
        "cy",
        Text(
            "Council officer. Brings people, money and questions together for all three services.",
            "Swyddog y cyngor. Yn dod â phobl, arian a chwestiynau ynghyd ar gyfer y tri gwasanaeth.",
        ),
        "commissioner",
    ),
    Person(
        "gwenllian",
        "Gwenllian Prothero",
        "gwenllian.prothero@glanmor.example",
        "gwenllian",
        "professional",
        "cy",
        Text(
            "Facilitator. Makes sure that the quiet voices are heard as well as the loud ones.",
            "Hwylusydd. Yn gwneud yn siŵr bod y lleisiau tawel yn cael eu clywed cystal â'r rhai uchel.",
        ),
    ),
    Person(
        "huw",
        "Huw Maddocks-Tan",
        "huw.maddocks@glanmor.example",
        "huw-m",
        "professional",
        "en",
        Text(
            "Runs the council's crisis and wellbeing services. Makes the decision on Harbour Lights.",
            "Yn rhedeg gwasanaethau argyfwng a lles y cyngor. Ef sy'n penderfynu ynghylch Goleuadau'r Harbwr.",
        ),
    ),
    Person(
        "anwen",
        "Anwen Trelech",
        "anwen.trelech@glanmor.example",
        "anwen-t",
        "professional",
        "cy",
        Text(
            "Runs the council's transport team. Makes the decision on getting about without a car.",
            "Yn rhedeg tîm trafnidiaeth y cyngor. Hi sy'n penderfynu ynghylch teithio heb gar.",
        ),
    ),
    Person(
        "mair",
        "Mair Eynon-Fisher",
        "mair.eynon@glanmor.example",
        "mair-o-r-cei",
        "citizen",
        "cy",
        Text(
            "Has used the café on her own bad nights. Now helps to read what others say.",
            "Wedi defnyddio'r caffi ar ei nosweithiau drwg ei hun. Bellach yn helpu i ddarllen yr "
            "hyn mae eraill yn ei ddweud.",
        ),
    ),
    Person(
        "deiniol",
        "Deiniol Sarnau",
        "deiniol.sarnau@glanmor.example",
        "deiniol",
        "citizen",
        "cy",
        Text(
            "Fisherman who looks after his father. Wants things to work at four in the morning too.",
            "Pysgotwr sy'n gofalu am ei dad. Am i bethau weithio am bedwar y bore hefyd.",
        ),
    ),
    Person(
        "sabah",
        "Sabah Rahmani-Lloyd",
        "sabah.rahmani@glanmor.example",
        "sabah",
        "citizen",
        "en",
        Text(
            "Mother of two without a car. Knows every bus driver in Glanmor by name.",
            "Mam i ddau heb gar. Yn adnabod pob gyrrwr bws yng Nglanmor wrth ei enw.",
        ),
    ),
    Person(
        "kieran",
        "Kieran Dunmorrow",
        "kieran.dunmorrow@glanmor.example",
        "kieran-d",
        "citizen",
        "en",
        Text(
            "Came to the café at nineteen. Speaks up for people who would rather send a text.",
            "Daeth i'r caffi yn bedair ar bymtheg oed. Yn codi llais dros bobl y byddai'n well "
            "ganddynt anfon neges destun.",
        ),
    ),
    Person(
        "beti",
        "Beti Wynne-Haddon",
        "beti.wynne@glanmor.example",
        "beti-w",
        "citizen",
        "cy",
        Text(
            "Seventy-eight, lives on Bryn Copa, and runs the wool group in the warm room.",
            "Saith deg wyth oed, yn byw ar Fryn Copa, ac yn rhedeg y grŵp gwlân yn yr ystafell gynnes.",
        ),
    ),
    Person(
        "lowri",
        "Lowri Gethin-Bale",
        "lowri.gethin@glanmor.example",
        "lowri-nyrs",
        "professional",
        "cy",
        Text(
            "Crisis nurse with the health board. Was on the rota the night that the café opened.",
            "Nyrs argyfwng gyda'r bwrdd iechyd. Roedd ar ddyletswydd y noson yr agorodd y caffi.",
        ),
    ),
    Person(
        "osian",
        "Osian Bryn-Price",
        "osian.bryn@glanmor.example",
        "osian-b",
        "professional",
        "en",
        Text(
            "Social worker. Meets people the morning after, and asks what the night was like.",
            "Gweithiwr cymdeithasol. Yn cwrdd â phobl y bore wedyn, ac yn gofyn sut noson oedd hi.",
        ),
    ),
    Person(
        "joel",
        "Joel Ashdowne",
        "joel.ashdowne@glanmor.example",
        "joel-minds",
        "partner",
        "en",
        Text(
            "From Glanmor Minds, the charity that trains the café's listeners.",
            "O Feddyliau Glanmor, yr elusen sy'n hyfforddi gwrandawyr y caffi.",
        ),
    ),
    Person(
        "non",
        "Non Hebronydd",
        "non.hebronydd@glanmor.example",
        "non-y-gegin",
        "partner",
        "cy",
        Text(
            "Looks after the chapel kitchen and the community minibus, and both sets of keys.",
            "Yn gofalu am gegin y capel a'r bws mini cymunedol, a'r ddau fwndel o allweddi.",
        ),
    ),
    Person(
        "catrin",
        "Catrin Meurig-Doyle",
        "catrin.meurig@glanmor.example",
        "catrin-m",
        "professional",
        "cy",
        Text(
            "Types in answers that come on paper or by phone, word for word.",
            "Yn teipio atebion sy'n dod ar bapur neu dros y ffôn, air am air.",
        ),
    ),
)

SERVICES = (
    Service(
        "harbour-lights",
        Text("Harbour Lights crisis café", "Caffi argyfwng Goleuadau'r Harbwr"),
        Text(
            "A warm room by the quay for people having a bad night. There is tea, somebody who "
            "listens, and a nurse who can be reached by phone. You do not need to be ill enough, "
            "sad enough or sober enough to come.",
            "Ystafell gynnes ger y cei i bobl sy'n cael noson ddrwg. Mae yno de, rhywun sy'n "
            "gwrando, a nyrs y gellir ei chyrraedd dros y ffôn. Does dim rhaid i chi fod yn "
            "ddigon sâl, yn ddigon trist nac yn ddigon sobr i ddod.",
        ),
        Text("Glanmor town and harbour", "Tref a harbwr Glanmor"),
        (
            Outcome(
                "hl-o1",
                Text(
                    "I can get through a bad night without going to A&E.",
                    "Gallaf ddod drwy noson ddrwg heb fynd i'r adran achosion brys.",
                ),
                "mair",
            ),
            Outcome(
                "hl-o2",
                Text(
                    "When I leave, I know who I can talk to tomorrow.",
                    "Pan fyddaf yn gadael, rwy'n gwybod â phwy y gallaf siarad yfory.",
                ),
                "kieran",
            ),
            Outcome(
                "hl-o3",
                Text(
                    "Ambulances and police are called to fewer people who needed company, not an emergency.",
                    "Mae ambiwlansys a'r heddlu'n cael eu galw at lai o bobl "
                    "yr oedd angen cwmni arnynt, nid gwasanaeth brys.",
                ),
                "lowri",
            ),
        ),
        (
            Member("elin", "commissioner", "professional"),
            Member("gwenllian", "facilitator", "professional"),
            Member("huw", "member", "professional"),
            Member("lowri", "member", "professional"),
            Member("osian", "member", "professional"),
            Member("mair", "member", "citizen"),
            Member("deiniol", "member", "citizen"),
            Member("sabah", "member", "citizen"),
            Member("kieran", "member", "citizen"),
            Member("joel", "member", "partner"),
            Member("non", "member", "partner"),
            Member("catrin", "helper", "professional"),
        ),
    ),
    Service(
        "getting-about",
        Text("Getting about without a car", "Teithio heb gar"),
        Text(
            "Buses, the community minibus, and neighbours with a spare seat. The council pays for "
            "some of it, and volunteers drive some of it. It should take you to work, to the "
            "surgery and to your friends, and bring you home again.",
            "Bysiau, y bws mini cymunedol, a chymdogion â sedd sbâr. Mae'r cyngor yn talu am "
            "rywfaint ohono, a gwirfoddolwyr sy'n gyrru rhywfaint ohono. Dylai fynd â chi i'r "
            "gwaith, i'r feddygfa ac at eich ffrindiau, a dod â chi adref wedyn.",
        ),
        Text("Glanmor, Bryn Copa and the coast villages", "Glanmor, Bryn Copa a phentrefi'r arfordir"),
        (
            Outcome(
                "ga-o1",
                Text(
                    "I can get to where I need to be, and back, on the same day.",
                    "Gallaf gyrraedd lle mae angen i mi fod, a dod yn ôl, yr un diwrnod.",
                ),
                "sabah",
            ),
            Outcome(
                "ga-o2",
                Text(
                    "Nobody misses a hospital visit because there was no way to get there.",
                    "Does neb yn colli apwyntiad ysbyty am nad oedd ffordd o gyrraedd yno.",
                ),
                "beti",
            ),
        ),
        (
            Member("elin", "commissioner", "professional"),
            Member("gwenllian", "facilitator", "professional"),
            Member("anwen", "member", "professional"),
            Member("osian", "member", "professional"),
            Member("lowri", "member", "professional"),
            Member("sabah", "member", "citizen"),
            Member("beti", "member", "citizen"),
            Member("deiniol", "member", "citizen"),
            Member("kieran", "member", "citizen"),
            Member("non", "member", "partner"),
            Member("joel", "member", "partner"),
            Member("catrin", "helper", "professional"),
        ),
    ),
    Service(
        "warm-rooms",
        Text("Warm rooms and winter", "Ystafelloedd cynnes a'r gaeaf"),
        Text(
            "From November to March, chapels, libraries and the old fish market keep a warm room "
            "open for anyone. There is heat, soup and a plug for your phone, and nobody asks why "
            "you came.",
            "O fis Tachwedd i fis Mawrth, mae capeli, llyfrgelloedd a'r hen farchnad bysgod yn "
            "cadw ystafell gynnes ar agor i bawb. Mae yno wres, cawl a phlwg i'ch ffôn, a does "
            "neb yn gofyn pam y daethoch chi.",
        ),
        Text("All of Glanmor", "Glanmor gyfan"),
        (
            Outcome(
                "wr-o1",
                Text(
                    "I do not have to choose between heating and eating.",
                    "Does dim rhaid i mi ddewis rhwng gwres a bwyd.",
                ),
                "beti",
            ),
            Outcome(
                "wr-o2",
                Text(
                    "I see other people at least twice a week in winter.",
                    "Rwy'n gweld pobl eraill o leiaf ddwywaith yr wythnos yn y gaeaf.",
                ),
                "beti",
            ),
            Outcome(
                "wr-o3",
                Text(
                    "Fewer older people end up in hospital because their home is cold.",
                    "Mae llai o bobl hŷn yn mynd i'r ysbyty am fod eu cartref yn oer.",
                ),
                "elin",
            ),
        ),
        (
            Member("elin", "commissioner", "professional"),
            Member("gwenllian", "facilitator", "professional"),
            Member("huw", "member", "professional"),
            Member("beti", "member", "citizen"),
            Member("mair", "member", "citizen"),
            Member("sabah", "member", "citizen"),
            Member("deiniol", "member", "citizen"),
            Member("osian", "member", "professional"),
            Member("non", "member", "partner"),
            Member("joel", "member", "partner"),
            Member("catrin", "helper", "professional"),
        ),
    ),
)

GLANMOR = Council(
    "glanmor",
    Text("Glanmor Council", "Cyngor Glanmor"),
    "#0b5e63",
    ("en", "cy"),
    PEOPLE,
    SERVICES,
    (HARBOUR_LIGHTS, GETTING_ABOUT, WARM_ROOMS),
)
