"""Harbour Lights crisis café (Glanmor): the challenge that is done, from the question to the report back."""

from coprod.demo.content.harbour_lights_answers import ANSWERS
from coprod.demo.content.harbour_lights_conclusion import CONCLUSION
from coprod.demo.content.types import Challenge, Opinions, SeldomHeard, Statement, Text, Viewpoint, Voice

VIEWPOINTS = (
    Viewpoint(
        "open-door",
        "Let people in first; ask later, if at all.",
        0.58,
        {"citizen": 0.8, "professional": 0.08, "partner": 0.12},
    ),
    Viewpoint(
        "steady-hand",
        "Kindness needs trained people and clear rules around it.",
        0.42,
        {"citizen": 0.5, "professional": 0.4, "partner": 0.1},
    ),
)

STATEMENTS = (
    Statement(
        "hl-s01",
        Voice(person="mair", language="cy"),
        "Dylai unrhyw un gael cerdded i mewn heb lythyr gan feddyg.",
        ((93, 3), (61, 24)),
    ),
    Statement(
        "hl-s02",
        Voice(),
        "The first person I meet should be someone who has had bad nights too.",
        ((88, 4), (31, 44)),
    ),
    Statement(
        "hl-s03",
        Voice("professional", person="lowri"),
        "There must be a nurse in the building whenever the café is open.",
        ((22, 61), (90, 4)),
    ),
    Statement("hl-s04", Voice(), "Eleven o'clock is too early to close.", ((91, 3), (82, 8))),
    Statement(
        "hl-s05",
        Voice(language="cy"),
        "Nos Sul ydi'r noson waethaf. Agorwch nos Sul cyn dim noson arall.",
        ((74, 8), (70, 9)),
    ),
    Statement(
        "hl-s06",
        Voice(person="kieran"),
        "I should be able to text ahead so that somebody is looking out for me.",
        ((84, 4), (81, 6)),
    ),
    Statement(
        "hl-s07",
        Voice(language="cy"),
        "Dylai rhywun wrth y drws fy nghyfarch yn Gymraeg heb i mi orfod gofyn.",
        ((83, 5), (76, 7)),
    ),
    Statement(
        "hl-s08",
        Voice(mode="phone", entered_by="catrin"),
        "Nobody should be sent home to walk up the hill alone at midnight.",
        ((96, 1), (94, 2)),
    ),
    Statement("hl-s09", Voice(), "People who have been drinking should still be let in.", ((79, 9), (27, 55))),
    Statement(
        "hl-s10",
        Voice("professional", person="osian"),
        "The café should write down who came and what was wrong, so that day staff can help.",
        ((12, 76), (67, 17)),
    ),
    Statement("hl-s11", Voice(), "I would not come if my name went on a computer.", ((77, 12), (34, 38))),
    Statement("hl-s12", Voice(), "A couple of beds upstairs would save a lot of ambulances.", ((58, 20), (24, 57))),
    Statement(
        "hl-s13",
        Voice("partner", person="joel"),
        "Listeners need proper training, and somebody to talk to after a hard shift.",
        ((90, 2), (97, 1)),
    ),
    Statement(
        "hl-s14",
        Voice(language="cy", mode="paper", entered_by="catrin"),
        "Mae'r ystafell yn rhy swnllyd i rywun sydd ar bigau'r drain.",
        ((72, 8), (64, 11)),
    ),
    Statement(
        "hl-s15",
        Voice(person="sabah"),
        "Parents need somewhere for the children to sleep or draw while we talk.",
        ((66, 10), (49, 22)),
    ),
    Statement("hl-s16", Voice(), "Children should not be in a crisis café at all.", ((18, 59), (47, 31))),
    Statement(
        "hl-s17",
        Voice(),
        "If someone shouts or threatens people, they should have to leave, however ill they are.",
        ((31, 47), (86, 6)),
    ),
    Statement("hl-s18", Voice(language="cy"), "Mae paned a sgwrs yn well na ffurflen bob tro.", ((92, 2), (72, 9))),
    Statement(
        "hl-s19",
        Voice(),
        "Please keep it looking like a café. The day it looks like a clinic, I am gone.",
        ((90, 3), (58, 19)),
    ),
    Statement(
        "hl-s20",
        Voice("professional"),
        "The crisis team should ring back within fifteen minutes when the café calls.",
        ((88, 2), (95, 1)),
    ),
    Statement(
        "hl-s21",
        Voice(person="deiniol", language="cy"),
        "Rydan ni'n dod i mewn oddi ar y cychod am bedwar y bore. Does unlle ar agor i ni.",
        ((69, 7), (55, 12)),
    ),
    Statement("hl-s22", Voice(), "Big lit-up signs would put me off. A small lamp is enough.", ((64, 17), (38, 36))),
    Statement(
        "hl-s23",
        Voice("partner", person="non", language="cy"),
        "Gallai'r bws mini fynd â phobl adref petai rhywun yn talu am y gyrrwr.",
        ((86, 3), (83, 4)),
    ),
    Statement("hl-s24", Voice(), "The council should sort out the parking on Quay Street.", ((41, 14), (44, 12))),
)

HARBOUR_LIGHTS = Challenge(
    key="harbour-lights-bad-night",
    service="harbour-lights",
    question=Text(
        "When you have a very bad night, what should happen from the moment you reach the café "
        "door until you are safely home?",
        "Pan gewch chi noson ddrwg iawn, beth ddylai ddigwydd o'r funud y cyrhaeddwch ddrws y "
        "caffi nes eich bod adref yn ddiogel?",
    ),
    background=Text(
        "The café has been open for a year, four nights a week, from six until eleven. About nine "
        "people come each night. Others get as far as the quay and turn back, and some ring for "
        "an ambulance at one in the morning because nothing else is open. We have enough money to "
        "change how the café works. We want to change it with you.",
        "Mae'r caffi wedi bod ar agor ers blwyddyn, bedair noson yr wythnos, o chwech tan un ar "
        "ddeg. Daw tua naw o bobl bob nos. Mae eraill yn cyrraedd y cei ac yn troi'n ôl, a rhai'n "
        "ffonio am ambiwlans am un y bore am nad oes dim byd arall ar agor. Mae gennym ddigon o "
        "arian i newid sut mae'r caffi'n gweithio. Rydym am ei newid gyda chi.",
    ),
    can_change=(
        Text(
            "Which nights the café is open, and until when",
            "Pa nosweithiau y mae'r caffi ar agor, a than pryd",
        ),
        Text(
            "Who meets you at the door, and what they ask",
            "Pwy sy'n eich cyfarch wrth y drws, a beth maen nhw'n ei ofyn",
        ),
        Text("How the rooms look, sound and feel", "Sut mae'r ystafelloedd yn edrych, yn swnio ac yn teimlo"),
        Text("How you get home", "Sut rydych chi'n cyrraedd adref"),
    ),
    cannot_change=(
        Text("The building. We rent it until 2031", "Yr adeilad. Rydym yn ei rentu tan 2031"),
        Text(
            "The law about when staff must call for help to save a life",
            "Y gyfraith ynghylch pryd mae'n rhaid i staff alw am help i achub bywyd",
        ),
        Text("The money for the year, which is £118,000", "Yr arian am y flwyddyn, sef £118,000"),
    ),
    payment_policy=Text(
        "Answering takes about ten minutes and is not paid. If you help to read the answers or "
        "come to a meeting, you get £12.50 an hour and your fares. You can say no to the money. "
        "We can help you check whether it changes your benefits.",
        "Mae ateb yn cymryd tua deg munud ac nid oes tâl amdano. Os byddwch yn helpu i ddarllen "
        "yr atebion neu'n dod i gyfarfod, cewch £12.50 yr awr a chostau teithio. Cewch wrthod yr "
        "arian. Gallwn eich helpu i weld a yw'n newid eich budd-daliadau.",
    ),
    access_plan=Text(
        "Answer online, by text, by phone, on paper at the café, or with somebody beside you. "
        "Everything is in Welsh and English. Ask for large print, Easy Read or a sign language "
        "interpreter. Meetings are in the afternoon and in the evening, and you may bring anyone "
        "you like.",
        "Atebwch ar-lein, drwy neges destun, dros y ffôn, ar bapur yn y caffi, neu gyda rhywun "
        "wrth eich ochr. Mae popeth yn Gymraeg ac yn Saesneg. Gofynnwch am brint bras, fersiwn "
        "Hawdd ei Ddeall neu ddehonglydd iaith arwyddion. Mae cyfarfodydd yn y prynhawn a gyda'r "
        "nos, a chewch ddod â phwy bynnag a fynnwch.",
    ),
    seldom_heard=(
        SeldomHeard(
            Text(
                "People who turned back before they reached the door",
                "Pobl a drodd yn ôl cyn cyrraedd y drws",
            ),
            8,
        ),
        SeldomHeard(Text("Men who work on the boats", "Dynion sy'n gweithio ar y cychod"), 6),
        SeldomHeard(Text("People who feel most at home in Welsh", "Pobl sy'n teimlo fwyaf cartrefol yn y Gymraeg"), 12),
    ),
    decision_owner="huw",
    days_open=28,
    opened_days_ago=75,
    stage="reported_back",
    answers=ANSWERS,
    statements=STATEMENTS,
    opinions=Opinions(180, VIEWPOINTS),
    conclusion=CONCLUSION,
)
