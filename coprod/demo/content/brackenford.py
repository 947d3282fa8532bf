"""Brackenford: an English borough on a slow river, its people and its two services."""

from coprod.demo.content.library import LIBRARY
from coprod.demo.content.safer_streets import SAFER_STREETS
from coprod.demo.content.types import Council, Member, Outcome, Person, Service, Text

PEOPLE = (
    Person(
        "priti",
        "Priti Valandra",
        "priti.valandra@brackenford.example",
        "priti-v",
        "professional",
        "en",
        Text("Looks after the platform for the borough. Sets it up, but decides nothing on it."),
        "administrator",
    ),
    Person(
        "marcus",
        "Marcus Adelowo-Finch",
        "marcus.adelowo@brackenford.example",
        "marcus-af",
        "professional",
        "en",
        Text("Council officer for community safety and libraries. Asks the questions and holds the budget."),
        "commissioner",
    ),
    Person(
        "josie",
        "Josie Thackwray",
        "josie.thackwray@brackenford.example",
        "josie-t",
        "professional",
        "en",
        Text("Facilitator. Used to run the adventure playground, and is not afraid of a noisy room."),
    ),
    Person(
        "dawn",
        "Dawn Hollister-Rowe",
        "dawn.hollister@brackenford.example",
        "dawn-hr",
        "professional",
        "en",
        Text("Neighbourhood policing inspector. Makes the decision on Safer streets, and puts her name to it."),
    ),
    Person(
        "leonard",
        "Leonard Quistgaard",
        "leonard.quistgaard@brackenford.example",
        "len-q",
        "professional",
        "en",
        Text("Head of libraries. Makes the decision on Library after dark."),
    ),
    Person(
        "amara",
        "Amara Osei-Brandt",
        "amara.osei@brackenford.example",
        "amara",
        "citizen",
        "en",
        Text("Eighteen. Chairs the youth forum, and was stopped twice on her way to it."),
    ),
    Person(
        "callum",
        "Callum Reddy-Marsh",
        "callum.reddy@brackenford.example",
        "cal-rm",
        "citizen",
        "en",
        Text("Nineteen, apprentice bike mechanic. Knows who is on the river path at ten at night."),
    ),
    Person(
        "teresa",
        "Teresa Lofthayes",
        "teresa.lofthayes@brackenford.example",
        "teresa-l",
        "citizen",
        "en",
        Text("Mother of three teenagers. Sits up until the last one is home."),
    ),
    Person(
        "gurdeep",
        "Gurdeep Mankoo-Bell",
        "gurdeep.mankoo@brackenford.example",
        "corner-shop",
        "citizen",
        "en",
        Text("Has kept the shop on Tanner's Corner for twenty-two years and sold sweets to half the borough."),
    ),
    Person(
        "shanice",
        "Shanice Pellworth",
        "shanice.pellworth@brackenford.example",
        "shanice-p",
        "citizen",
        "en",
        Text("Night-shift carer. Wants a library that is open when she is awake."),
    ),
    Person(
        "tom",
        "Tom Varleigh",
        "tom.varleigh@brackenford.example",
        "pc-tom",
        "professional",
        "en",
        Text("Neighbourhood police officer on the Weavers and Tanner's Corner beat."),
    ),
    Person(
        "ruth",
        "Ruth Abimbade",
        "ruth.abimbade@brackenford.example",
        "ruth-a",
        "professional",
        "en",
        Text("Youth worker. Has a kettle, a football and a very long memory."),
    ),
    Person(
        "hannah",
        "Hannah Strandling",
        "hannah.strandling@brackenford.example",
        "hannah-s",
        "professional",
        "en",
        Text("Librarian at the central library. Has locked its door at six for eleven years."),
    ),
    Person(
        "vic",
        "Vic Orchardson",
        "vic.orchardson@brackenford.example",
        "vic-gym",
        "partner",
        "en",
        Text("Runs the boxing and arts club under the railway arches."),
    ),
    Person(
        "mina",
        "Mina Castellane",
        "mina.castellane@brackenford.example",
        "mina-traders",
        "partner",
        "en",
        Text("Speaks for the High Street traders' group."),
    ),
    Person(
        "peg",
        "Peg Whitlocke",
        "peg.whitlocke@brackenford.example",
        "peg-w",
        "professional",
        "en",
        Text("Types in answers that come on paper or by phone, word for word."),
    ),
)

SERVICES = (
    Service(
        "safer-streets",
        Text("Safer streets with young people"),
        Text(
            "Neighbourhood police, youth workers, shopkeepers and young people share the same few "
            "streets after school and in the evening. This service is about how they treat each "
            "other, who steps in when things go wrong, and what there is to do instead."
        ),
        Text("High Street, the Weavers estate and Tanner's Corner"),
        (
            Outcome(
                "ss-o1",
                Text("I can walk home after dark without planning my way round a person or a place."),
                "amara",
            ),
            Outcome(
                "ss-o2",
                Text("When police talk to me, I know why, and I am spoken to with respect."),
                "callum",
            ),
            Outcome("ss-o3", Text("Fewer people are hurt, robbed or threatened on these streets."), "dawn"),
        ),
        (
            Member("marcus", "commissioner", "professional"),
            Member("josie", "facilitator", "professional"),
            Member("dawn", "member", "professional"),
            Member("tom", "member", "professional"),
            Member("ruth", "member", "professional"),
            Member("amara", "member", "citizen"),
            Member("callum", "member", "citizen"),
            Member("teresa", "member", "citizen"),
            Member("gurdeep", "member", "citizen"),
            Member("vic", "member", "partner"),
            Member("mina", "member", "partner"),
            Member("peg", "helper", "professional"),
        ),
    ),
    Service(
        "library-after-dark",
        Text("Library after dark"),
        Text(
            "The central library closes at six. From this autumn there is money to keep it open on "
            "some evenings, with fewer staff and more help from people who use it. This service is "
            "about what those evenings are for."
        ),
        Text("Brackenford town centre"),
        (
            Outcome("la-o1", Text("I have somewhere warm, safe and free to be in the evening."), "shanice"),
            Outcome("la-o2", Text("I can study or get help with a form after work."), "callum"),
        ),
        (
            Member("marcus", "commissioner", "professional"),
            Member("josie", "facilitator", "professional"),
            Member("leonard", "member", "professional"),
            Member("hannah", "member", "professional"),
            Member("ruth", "member", "professional"),
            Member("shanice", "member", "citizen"),
            Member("callum", "member", "citizen"),
            Member("teresa", "member", "citizen"),
            Member("amara", "member", "citizen"),
            Member("vic", "member", "partner"),
            Member("mina", "member", "partner"),
            Member("peg", "helper", "professional"),
        ),
    ),
)

BRACKENFORD = Council(
    "brackenford",
    Text("Brackenford Borough Council"),
    "#5b2a86",
    ("en",),
    PEOPLE,
    SERVICES,
    (SAFER_STREETS, LIBRARY),
)
