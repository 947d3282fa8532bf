"""Safer streets with young people (Brackenford): the window has just closed, synthesis may run."""

from coprod.demo.content.safer_streets_answers import ANSWERS
from coprod.demo.content.types import Challenge, Opinions, SeldomHeard, Statement, Text, Viewpoint, Voice

VIEWPOINTS = (
    Viewpoint(
        "seen-as-trouble",
        "Mostly young people and those who work with them: respect first, and something to do.",
        0.38,
        {"citizen": 0.86, "professional": 0.06, "partner": 0.08},
    ),
    Viewpoint(
        "had-enough",
        "Mostly shopkeepers and older residents: come when called, and let rules mean something.",
        0.3,
        {"citizen": 0.76, "professional": 0.08, "partner": 0.16},
    ),
    Viewpoint(
        "know-each-other",
        "Mostly parents, youth workers and some officers: the same faces, over years.",
        0.32,
        {"citizen": 0.58, "professional": 0.34, "partner": 0.08},
    ),
)

STATEMENTS = (
    Statement(
        "ss-s01",
        Voice(person="amara"),
        "If an officer stops me, they should tell me why before they ask me anything.",
        ((96, 1), (63, 17), (90, 3)),
    ),
    Statement(
        "ss-s02",
        Voice(person="gurdeep"),
        "When a shop rings about a theft, somebody should come the same day.",
        ((54, 14), (97, 1), (80, 5)),
    ),
    Statement(
        "ss-s03",
        Voice("professional", person="ruth"),
        "The same two officers should stay on our streets for at least three years.",
        ((44, 27), (46, 29), (97, 1)),
    ),
    Statement("ss-s04", Voice(), "Six teenagers standing together is not a crime.", ((98, 1), (36, 39), (86, 5))),
    Statement(
        "ss-s05",
        Voice(person="mina", stake="partner"),
        "Groups outside shop doors frighten customers away, even when they mean no harm.",
        ((13, 73), (94, 2), (46, 28)),
    ),
    Statement("ss-s06", Voice(), "Police in school makes me feel watched, not safe.", ((86, 6), (12, 73), (12, 71))),
    Statement(
        "ss-s07",
        Voice("professional", person="tom"),
        "I would rather know fifty young people by name than search five of them.",
        ((43, 29), (24, 51), (97, 1)),
    ),
    Statement(
        "ss-s08",
        Voice(),
        "There should be more searches for knives around Tanner's Corner.",
        ((14, 74), (84, 6), (33, 41)),
    ),
    Statement(
        "ss-s09",
        Voice(person="teresa"),
        "I want to be rung as soon as my child is stopped, whatever the reason.",
        ((24, 60), (42, 31), (91, 3)),
    ),
    Statement(
        "ss-s10",
        Voice(person="callum"),
        "The river path needs lights more than it needs patrols.",
        ((87, 4), (51, 26), (76, 8)),
    ),
    Statement(
        "ss-s11",
        Voice(),
        "Give us a place to go after nine and half of this stops.",
        ((95, 1), (44, 33), (88, 4)),
    ),
    Statement(
        "ss-s12",
        Voice(),
        "If your child keeps causing trouble, you as a parent should be made to meet the people harmed.",
        ((17, 64), (86, 6), (79, 8)),
    ),
    Statement(
        "ss-s13",
        Voice("partner", person="vic"),
        "Officers should train at our club in ordinary clothes, once a week.",
        ((33, 46), (22, 53), (95, 1)),
    ),
    Statement(
        "ss-s14",
        Voice(),
        "A lad who steals a sandwich is hungry. Start there.",
        ((87, 5), (14, 73), (52, 28)),
    ),
    Statement(
        "ss-s15",
        Voice(person="gurdeep"),
        "A first theft should mean working it off with the shopkeeper, not a criminal record.",
        ((60, 21), (36, 47), (95, 2)),
    ),
    Statement("ss-s16", Voice(), "Young people should help to train new officers.", ((93, 2), (29, 42), (86, 4))),
    Statement(
        "ss-s17",
        Voice(),
        "Electric bikes on the pavement should be taken away on the spot.",
        ((17, 68), (92, 3), (51, 27)),
    ),
    Statement(
        "ss-s18",
        Voice("professional"),
        "I joined to help people. I spend most of a shift on forms, and so the young people only "
        "see me when it has gone wrong.",
        ((21, 49), (29, 42), (92, 2)),
    ),
    Statement(
        "ss-s19",
        Voice(),
        "I have been robbed and I did not report it, because I would be seen talking to police.",
        ((70, 10), (29, 30), (44, 18)),
    ),
    Statement(
        "ss-s20",
        Voice(),
        "A curfew for under-sixteens on school nights would help.",
        ((3, 93), (71, 17), (14, 72)),
    ),
    Statement(
        "ss-s21",
        Voice(),
        "Shops that let only two school children in at a time are being unfair.",
        ((86, 5), (9, 84), (25, 53)),
    ),
    Statement(
        "ss-s22",
        Voice(mode="paper", entered_by="peg"),
        "I am eighty-three and it was two boys in hoods who picked me up when I fell. Say that too.",
        ((93, 1), (84, 2), (95, 1)),
    ),
    Statement(
        "ss-s23",
        Voice(),
        "Everybody should be able to see how often people are stopped, where, and what was found.",
        ((95, 1), (42, 33), (84, 4)),
    ),
    Statement(
        "ss-s24",
        Voice("professional", person="ruth"),
        "Youth workers should go first, and police only if they ask for them.",
        ((90, 3), (17, 68), (33, 50)),
    ),
    Statement("ss-s25", Voice(), "More cameras would make me feel safer.", ((22, 59), (90, 3), (46, 31))),
    Statement(
        "ss-s26",
        Voice(),
        "Girls get followed on the High Street after dark, and nobody asks us about it.",
        ((89, 2), (77, 3), (91, 1)),
    ),
    Statement(
        "ss-s27",
        Voice(),
        "If an officer gets it wrong, they should come back and say sorry to my face.",
        ((95, 1), (51, 20), (86, 4)),
    ),
    Statement(
        "ss-s28",
        Voice(mode="phone", entered_by="peg"),
        "People who shout at officers should not be surprised when they are not met with a smile.",
        ((12, 76), (90, 3), (30, 43)),
    ),
    Statement(
        "ss-s29",
        Voice(),
        "Shopkeepers, young people and police should eat together four times a year.",
        ((37, 38), (25, 51), (95, 1)),
    ),
    Statement(
        "ss-s30",
        Voice(person="teresa"),
        "Closing the youth club on the Weavers was a mistake.",
        ((93, 1), (69, 10), (95, 1)),
    ),
    Statement("ss-s31", Voice(), "Why do all the meetings happen when we are at school?", moderation="pending"),
    Statement(
        "ss-s32",
        Voice(),
        "The 7.40 bus is where most of it starts, so put somebody on the 7.40 bus.",
        moderation="pending",
    ),
    Statement("ss-s33", Voice(mode="paper", entered_by="peg"), "Bring back the park keeper.", moderation="pending"),
)

SAFER_STREETS = Challenge(
    key="safer-streets-together",
    service="safer-streets",
    question=Text(
        "How should young people and neighbourhood police work together, so that everyone feels safer on our streets?"
    ),
    background=Text(
        "Last year 412 people under twenty-one were stopped on these streets. In four out of five "
        "stops nothing was found. In the same year shops reported 960 thefts, and many got no "
        "visit. A boy of fifteen was badly hurt on the river path. Young people, shopkeepers, "
        "parents and officers have each told us that the others do not listen. Here everyone "
        "answers the same question."
    ),
    can_change=(
        Text("Where officers spend their time after school and in the evening"),
        Text("What happens when somebody young is stopped, and afterwards"),
        Text("What happens after a first small theft"),
        Text("How £64,000 for places and activities is spent"),
    ),
    cannot_change=(
        Text("The law on stopping and searching people"),
        Text("The number of officers, which is six"),
        Text("Anything about a case that is before a court"),
    ),
    payment_policy=Text(
        "Answering takes about ten minutes and is not paid. If you read answers with us or come "
        "to a meeting, you get £12.50 an hour, your fares and something hot to eat, whatever your "
        "age. You can say no to the money."
    ),
    access_plan=Text(
        "Answer on a phone, on paper at the shop, the club or the library, by ringing Peg, or "
        "with a youth worker beside you. You do not have to give your name. Meetings end before "
        "the last bus. Ask for Easy Read, a sign language interpreter or another language."
    ),
    seldom_heard=(
        SeldomHeard(Text("Young people who have been stopped"), 25),
        SeldomHeard(Text("People who were robbed or hurt and did not report it"), 10),
        SeldomHeard(Text("Girls and young women"), 20),
    ),
    decision_owner="dawn",
    days_open=28,
    opened_days_ago=28,
    stage="window_over",
    answers=ANSWERS,
    statements=STATEMENTS,
    opinions=Opinions(320, VIEWPOINTS),
)
