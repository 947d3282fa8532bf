"""Getting about without a car (Glanmor): open for answers, half of them in Welsh."""

from coprod.demo.content.types import (
    Answer,
    Challenge,
    Opinions,
    SeldomHeard,
    Statement,
    Text,
    Viewpoint,
    Voice,
)

VIEWPOINTS = (
    Viewpoint(
        "timetable",
        "Give us a bus that comes when it says; people on fixed hours.",
        0.55,
        {"citizen": 0.85, "professional": 0.1, "partner": 0.05},
    ),
    Viewpoint(
        "on-request",
        "Bring the ride to the door; people in the villages and those who cannot walk far.",
        0.45,
        {"citizen": 0.75, "professional": 0.1, "partner": 0.15},
    ),
)

ANSWERS = (
    Answer(
        "ga-a01",
        Voice(person="sabah"),
        "I start at six at the fish plant. The first bus is at ten to seven. So I walk forty "
        "minutes along a road with no pavement, with a torch, and I am not the only one: there "
        "are five of us, in a line, like ducks.",
    ),
    Answer(
        "ga-a02",
        Voice(language="cy", person="beti"),
        "Mae'r bws yn stopio ar waelod y rhiw ac mae fy mhengliniau i ar y top. Does gen i ddim "
        "byd yn erbyn y gyrrwr, hogyn clên ydi o. Petai o'n cael troi wrth y capel, mi fyddai deg "
        "ohonon ni'n mynd i'r dre eto.",
    ),
    Answer(
        "ga-a03",
        Voice(language="cy"),
        "Mi gollais i apwyntiad yn yr ysbyty achos bod y bws cyntaf yn cyrraedd chwarter awr yn rhy "
        "hwyr. Arhosais i chwe mis am y nesaf. Chwarter awr!",
    ),
    Answer(
        "ga-a04",
        Voice(),
        "I'm sixteen. Everything that is any good is in town and finishes after the last bus. My "
        "mum drives me or I don't go. My friend whose mum doesn't drive doesn't go.",
    ),
    Answer(
        "ga-a05",
        Voice(language="cy", mode="paper", entered_by="catrin"),
        "Dw i'n 84 ac wedi rhoi'r gorau i yrru ers y Pasg. Y peth gwaethaf ydi gofyn. Mae pawb yn "
        "ffeind ond mae gofyn yn waith caled. Petai rhyw fws bach yn dod beth bynnag, heb i mi "
        "ofyn, mi faswn i arno fo.",
    ),
    Answer(
        "ga-a06",
        Voice("professional", person="lowri"),
        "On my list last Tuesday three people of eleven did not come to clinic. Not one of them "
        "had forgotten. Two had no ride and one had shared a taxi with somebody who was then "
        "taken ill. We send letters about missed appointments. We could send a minibus.",
    ),
    Answer(
        "ga-a07",
        Voice("partner", "cy", person="non"),
        "Mae'r bws mini'n sefyll yn llonydd bum awr bob dydd. Nid bws sydd ei angen arnon ni ond "
        "rhywun i ateb y ffôn a rhoi pobl yn y seddi iawn.",
    ),
    Answer(
        "ga-a08",
        Voice(mode="phone", entered_by="catrin"),
        "I'm blind. When the stop outside the bakery was moved eighty yards nobody told me, and I "
        "stood at the old one for an hour with the bread smell. Tell people. Ring them if you "
        "must.",
    ),
    Answer(
        "ga-a09",
        Voice(email="hwyr@post.glanmor.example", language="cy"),
        "Dw i'n gweithio mewn gwesty ac yn gorffen am un ar ddeg. Does dim byd yn rhedeg. Rydan "
        "ni'n pump yn rhannu car un ferch, a phan mae hi ar ei gwyliau rydan ni i gyd ar ein "
        "gwyliau.",
    ),
    Answer(
        "ga-a10",
        Voice(email="spare-seat@post.glanmor.example"),
        "I drive to the hospital and back every weekday with three empty seats. I'd take anyone. "
        "I just don't know who, and I'd want somebody to have checked that it's all right for "
        "both of us.",
    ),
    Answer(
        "ga-a11",
        Voice(language="cy", mode="assisted", entered_by="catrin"),
        "Dydi'r amserlen ddim yn gwneud synnwyr i mi. Rhifau bach ar bapur llwyd. Rhowch lun o'r "
        "cloc a llun o'r bws, a'i roi yn y siop.",
    ),
    Answer(
        "ga-a12",
        Voice(),
        "A proper path for bikes between the town and Bryn Copa. It's two miles. I would never "
        "need your bus at all, and you could give my seat to somebody's nan.",
    ),
)

STATEMENTS = (
    Statement(
        "ga-s01",
        Voice(person="sabah"),
        "The first bus should reach the harbour before six.",
        ((88, 3), (52, 18)),
    ),
    Statement(
        "ga-s02",
        Voice(language="cy", person="beti"),
        "Dylai'r bws droi wrth y capel ar ben y rhiw.",
        ((51, 19), (91, 2)),
    ),
    Statement("ga-s03", Voice(), "I would book a ride a day ahead if it came to my door.", ((34, 44), (88, 4))),
    Statement(
        "ga-s04",
        Voice(language="cy"),
        "Mae bws rheolaidd yn well na bws y mae'n rhaid ei archebu.",
        ((90, 3), (23, 58)),
    ),
    Statement(
        "ga-s05",
        Voice("professional", person="lowri"),
        "Clinic times should be set to fit the buses, and not the other way round.",
        ((73, 9), (76, 7)),
    ),
    Statement(
        "ga-s06",
        Voice(language="cy", mode="phone", entered_by="catrin"),
        "Mae angen i rywun ateb y ffôn, nid peiriant.",
        ((66, 8), (95, 1)),
    ),
    Statement(
        "ga-s07",
        Voice(person="kieran"),
        "One late bus on Friday and Saturday would change my whole week.",
        ((89, 2), (55, 14)),
    ),
    Statement(
        "ga-s08",
        Voice(),
        "I would take a lift from a neighbour if somebody had checked them.",
        ((43, 28), (81, 6)),
    ),
    Statement(
        "ga-s09",
        Voice("partner", "cy", person="non"),
        "Dylai gyrwyr gwirfoddol gael eu costau heb orfod aros mis.",
        ((82, 2), (90, 1)),
    ),
    Statement("ga-s10", Voice(), "Live times on a screen would help me more than extra buses.", ((41, 42), (11, 71))),
    Statement(
        "ga-s11",
        Voice(language="cy"),
        "Dylai pobl ifanc dan ddeunaw oed deithio am ddim.",
        ((77, 9), (58, 18)),
    ),
    Statement("ga-s12", Voice(), "I would cycle if there were a path away from the road.", ((69, 17), (26, 52))),
    Statement(
        "ga-s13",
        Voice(language="cy", mode="paper", entered_by="catrin"),
        "Mae cwmni ar y bws bach yn werth cymaint â'r daith.",
        ((39, 22), (92, 1)),
    ),
    Statement("ga-s14", Voice(), "Pay for fewer empty big buses and more full small ones.", ((36, 45), (85, 5))),
)

GETTING_ABOUT = Challenge(
    key="getting-about-next-ride",
    service="getting-about",
    question=Text(
        "Which journey do you miss most without a car, and what would make it possible?",
        "Pa daith ydych chi'n ei cholli fwyaf heb gar, a beth fyddai'n ei gwneud yn bosibl?",
    ),
    background=Text(
        "One home in four here has no car, and on Bryn Copa it is one in three. The town bus "
        "contract ends next spring, so for once we can change the whole timetable. The community "
        "minibus stands still for five hours a day.",
        "Mae un cartref o bob pedwar yma heb gar, ac ar Fryn Copa un o bob tri. Daw contract bws "
        "y dref i ben y gwanwyn nesaf, felly am unwaith gallwn newid yr amserlen gyfan. Mae'r bws "
        "mini cymunedol yn sefyll yn llonydd am bum awr y dydd.",
    ),
    can_change=(
        Text("Where the town bus goes, and when", "I ble mae bws y dref yn mynd, a phryd"),
        Text(
            "What the minibus is used for, and how you book it",
            "At beth y defnyddir y bws mini, a sut i'w archebu",
        ),
        Text(
            "How volunteer drivers are found, checked and thanked",
            "Sut mae dod o hyd i yrwyr gwirfoddol, eu gwirio a diolch iddynt",
        ),
    ),
    cannot_change=(
        Text("The train timetable", "Amserlen y trenau"),
        Text(
            "The total money for buses, which is £310,000 a year",
            "Cyfanswm yr arian ar gyfer bysiau, sef £310,000 y flwyddyn",
        ),
    ),
    payment_policy=Text(
        "Answering takes about five minutes and is not paid. If you help to read the answers or "
        "come to a meeting, you get £12.50 an hour, and we fetch you and take you home. You can "
        "say no to the money.",
        "Mae ateb yn cymryd tua phum munud ac nid oes tâl amdano. Os byddwch yn helpu i ddarllen "
        "yr atebion neu'n dod i gyfarfod, cewch £12.50 yr awr, a byddwn yn eich nôl ac yn mynd â "
        "chi adref. Cewch wrthod yr arian.",
    ),
    access_plan=Text(
        "Answer online, by phone, on the card on the bus, or with Catrin on the minibus on "
        "Wednesdays. Everything is in Welsh and English. Ask for large print, pictures, Easy Read "
        "or sound.",
        "Atebwch ar-lein, dros y ffôn, ar y cerdyn ar y bws, neu gyda Catrin ar y bws mini ar "
        "ddydd Mercher. Mae popeth yn Gymraeg ac yn Saesneg. Gofynnwch am brint bras, lluniau, "
        "fersiwn Hawdd ei Ddeall neu sain.",
    ),
    seldom_heard=(
        SeldomHeard(
            Text(
                "People who start work before seven or finish after ten",
                "Pobl sy'n dechrau gweithio cyn saith neu'n gorffen ar ôl deg",
            ),
            8,
        ),
        SeldomHeard(Text("People who have just stopped driving", "Pobl sydd newydd roi'r gorau i yrru"), 6),
    ),
    decision_owner="anwen",
    days_open=28,
    opened_days_ago=9,
    stage="open",
    answers=ANSWERS,
    statements=STATEMENTS,
    opinions=Opinions(75, VIEWPOINTS),
)
