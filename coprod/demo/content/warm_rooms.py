"""Warm rooms and winter (Glanmor): a draft that may not open yet.

It has no payment policy and no decision-owner, so that the page has something to say about what is missing.
"""

from coprod.demo.content.types import Challenge, SeldomHeard, Text

WARM_ROOMS = Challenge(
    key="warm-rooms-winter",
    service="warm-rooms",
    question=Text(
        "What would make you come to a warm room, and come back?",
        "Beth fyddai'n gwneud i chi ddod i ystafell gynnes, a dod yn ôl eto?",
    ),
    background=Text(
        "Last winter nine warm rooms were open. On some days forty people came, and on some days "
        "nobody did. We know how many bowls of soup we made. We do not know why people stayed "
        "away.",
        "Y gaeaf diwethaf roedd naw ystafell gynnes ar agor. Ar rai dyddiau daeth deugain o bobl, "
        "ac ar rai dyddiau ddaeth neb. Rydym yn gwybod faint o bowlenni cawl a wnaethom. Dydyn ni "
        "ddim yn gwybod pam yr arhosodd pobl draw.",
    ),
    can_change=(
        Text("Which days and hours each room is open", "Y dyddiau a'r oriau y mae pob ystafell ar agor"),
        Text(
            "What happens in the room, and what it is called",
            "Beth sy'n digwydd yn yr ystafell, a beth yw ei henw",
        ),
        Text("How people get there", "Sut mae pobl yn cyrraedd yno"),
    ),
    cannot_change=(
        Text(
            "The heating budget for this winter, which is £41,000",
            "Y gyllideb wresogi ar gyfer y gaeaf hwn, sef £41,000",
        ),
    ),
    payment_policy=None,
    access_plan=Text(
        "You can answer online, by phone, on the card on every table, or with Catrin, who visits "
        "each room once a week. Tell us if you need large print, Easy Read or a hearing loop.",
        "Gallwch ateb ar-lein, dros y ffôn, ar y cerdyn sydd ar bob bwrdd, neu gyda Catrin, sy'n "
        "ymweld â phob ystafell unwaith yr wythnos. Rhowch wybod i ni os oes angen print bras, "
        "fersiwn Hawdd ei Ddeall neu ddolen sain arnoch.",
    ),
    seldom_heard=(
        SeldomHeard(Text("People who stayed at home in the cold", "Pobl a arhosodd gartref yn yr oerfel"), 15),
        SeldomHeard(
            Text(
                "People who work and still cannot pay for heating",
                "Pobl sy'n gweithio ac sy'n dal i fethu talu am wres",
            ),
            10,
        ),
    ),
    decision_owner=None,
    days_open=28,
    opened_days_ago=0,
    stage="draft",
)
