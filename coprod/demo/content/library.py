"""Library after dark (Brackenford): open for answers.

People differ here from question to question, and not by camp: one viewpoint with noise. A synthesis that
finds groups in these reactions has found them in chance.
"""

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
        "everyone",
        "No camps: each person weighs each idea on its own.",
        1.0,
        {"citizen": 0.82, "professional": 0.12, "partner": 0.06},
    ),
)

ANSWERS = (
    Answer(
        "la-a01",
        Voice(person="shanice"),
        "I care for people at night and sleep in the day. By the time I'm a person again it is "
        "seven and everything with a chair costs money. I'd come on a Tuesday, sit near the "
        "plants and read something that isn't a care plan.",
    ),
    Answer(
        "la-a02",
        Voice(),
        "Somewhere to revise that isn't the kitchen with my brothers in it. Desks, plugs, and "
        "nobody asking if I'm all right every ten minutes.",
    ),
    Answer(
        "la-a03",
        Voice("professional", person="hannah"),
        "At six I tell the same four people that it is time. One has a flat with no heating, one "
        "has nobody at home, one is writing a novel, and one I have never dared to ask. I would "
        "rather not be the person who switches off the light. But I also don't want one of us "
        "alone in a building with three floors and a back stair.",
    ),
    Answer("la-a04", Voice(mode="paper", entered_by="peg"), "A chess board left out. You would be surprised."),
    Answer(
        "la-a05",
        Voice(),
        "Help with forms after work. The council's own forms are all online and the council's own "
        "help shuts at five. I lost eleven weeks of benefit over one tick box.",
    ),
    Answer(
        "la-a06",
        Voice(person="callum"),
        "A repair bench on the ground floor. I'd run it. Lamps, bikes, zips. People talk when their hands are busy.",
    ),
    Answer(
        "la-a07",
        Voice(),
        "Honestly, just quiet. Please don't fill it with workshops. Every nice place I have ever "
        "liked got filled with workshops.",
    ),
    Answer(
        "la-a08",
        Voice(mode="phone", entered_by="peg"),
        "I use a wheelchair and the lift gets locked with the staff office. If the evening is "
        "only on the ground floor then say so, and put the large print downstairs. If it isn't, "
        "leave the lift on.",
    ),
    Answer(
        "la-a09",
        Voice(email="reads-with-baby@post.brackenford.example"),
        "Pyjama story time at half past six. My daughter would think that she had been let in on "
        "a secret, and I'd get to talk to an adult.",
    ),
    Answer(
        "la-a10",
        Voice(person="teresa"),
        "My eldest says that she studies at her friend's. I would much rather she studied at "
        "yours. The walk from the bus stop is the only thing: two of those lamps have been out "
        "since March.",
    ),
    Answer(
        "la-a11",
        Voice(),
        "I'm new in town and came on my own. It's hard to meet people when you don't drink. One "
        "long table with a sign saying 'sit here if you'd like to talk' would do it.",
    ),
    Answer(
        "la-a12",
        Voice("partner", person="vic"),
        "We shut at eight and our lads go straight past your door. Leave the side gate open and "
        "the football magazines by the window, and see what happens. No poster needed.",
    ),
    Answer(
        "la-a13",
        Voice("professional"),
        "I clean the building from eight. If it is open till nine, somebody needs to talk to us "
        "about it and not only about volunteers. We would like to be asked.",
    ),
    Answer(
        "la-a14",
        Voice(mode="assisted", entered_by="peg"),
        "I am learning to read at fifty-six. In the day people might see me. In the evening I'd "
        "come, if there is a door that isn't the main one and somebody patient.",
    ),
    Answer("la-a15", Voice(), "Films. Old ones, with the sound low, on a Friday. Bring your own biscuits."),
)

STATEMENTS = (
    Statement("la-s01", Voice(person="shanice"), "Open two late evenings properly and not five badly.", ((68, 14),)),
    Statement("la-s02", Voice(), "One floor should always be silent.", ((57, 25),)),
    Statement(
        "la-s03",
        Voice("professional", person="hannah"),
        "There should never be only one member of staff in the building.",
        ((79, 6),),
    ),
    Statement("la-s04", Voice(), "Hot drinks should be allowed at the desks.", ((52, 33),)),
    Statement("la-s05", Voice(), "Volunteers could run the evenings without any staff.", ((27, 51),)),
    Statement(
        "la-s06",
        Voice(person="callum"),
        "A repair bench would bring in people who never borrow books.",
        ((54, 17),),
    ),
    Statement("la-s07", Voice(), "Children under twelve should be welcome until eight.", ((60, 19),)),
    Statement(
        "la-s08",
        Voice(mode="phone", entered_by="peg"),
        "The lift must work whenever the doors are open.",
        ((88, 2),),
    ),
    Statement("la-s09", Voice(), "Help with forms matters more to me than books in the evening.", ((35, 38),)),
    Statement("la-s10", Voice(), "Sunday evening is when I would use it most.", ((41, 36),)),
    Statement(
        "la-s11",
        Voice("partner", person="vic"),
        "Leave the side gate open for people coming from the arches.",
        ((46, 21),),
    ),
    Statement(
        "la-s12",
        Voice(),
        "Anyone may stay as long as they like, even if they have come in just to be warm.",
        ((69, 13),),
    ),
    Statement("la-s13", Voice(), "Fewer events, please, and more chairs.", ((49, 30),)),
    Statement("la-s14", Voice(person="teresa"), "Fix the lamps between the bus stop and the door first.", ((81, 4),)),
    Statement("la-s15", Voice(), "People who sleep in the library should be gently woken.", ((38, 40),)),
    Statement("la-s16", Voice("professional"), "Ask the cleaners before the hours are changed.", ((76, 5),)),
)

LIBRARY = Challenge(
    key="library-evenings",
    service="library-after-dark",
    question=Text(
        "If the library stayed open in the evening, what would you come for, and what would make it feel right?"
    ),
    background=Text(
        "The central library closes at six. From October there is money for about nine extra "
        "hours a week for a year. We could open a little every evening or a lot on two. We could "
        "run classes or leave people in peace. We have not decided anything."
    ),
    can_change=(
        Text("Which evenings, and until when"),
        Text("What happens there, and what does not"),
        Text("Who helps, and which rooms are open"),
    ),
    cannot_change=(
        Text("The money, which is £38,000 for one year"),
        Text("Two adults must be in the building whenever it is open"),
    ),
    payment_policy=Text(
        "Answering takes about five minutes and is not paid. If you help to read the answers or "
        "come to a meeting, you get £12.50 an hour and your fares. You can say no to the money."
    ),
    access_plan=Text(
        "Answer online, on a card at the desk, by ringing Peg, or with a librarian beside you. "
        "Ask for large print, Easy Read, a sign language interpreter or another language. "
        "Meetings are on the ground floor, once by day and once in the evening."
    ),
    seldom_heard=(
        SeldomHeard(Text("People who work in the evening or at night"), 8),
        SeldomHeard(Text("Adults who find reading hard"), 6),
    ),
    decision_owner="leonard",
    days_open=28,
    opened_days_ago=11,
    stage="open",
    answers=ANSWERS,
    statements=STATEMENTS,
    opinions=Opinions(90, VIEWPOINTS),
)
