"""What the analysts of Harbour Lights learned, who disagreed, and what they set aside."""

from coprod.demo.content.types import Insight, Quote, SetAside, Text

INSIGHTS = (
    Insight(
        "hl-i1",
        "mair",
        Text(
            "The hardest part is the door. People turn back because they fear being asked to "
            "explain themselves, being seen, or being judged not ill enough. They want to be let "
            "in first and asked later.",
            "Y drws yw'r rhan anoddaf. Mae pobl yn troi'n ôl am eu bod yn ofni gorfod egluro, "
            "cael eu gweld, neu gael clywed nad ydyn nhw'n ddigon sâl. Maen nhw am gael dod i "
            "mewn yn gyntaf ac ateb cwestiynau wedyn.",
        ),
        ("hl-a01", "hl-a02", "hl-a16", "hl-a19", "hl-a25", "hl-a26"),
        ("hl-s01", "hl-s06", "hl-s09", "hl-s10", "hl-s11", "hl-s17", "hl-s18", "hl-s22"),
        (
            Quote(
                "hl-a16",
                "if anybody can walk in at two in the morning, some will come for a row and not for help",
            ),
        ),
    ),
    Insight(
        "hl-i2",
        "deiniol",
        Text(
            "The café is shut when it is needed most: after eleven, and on Sunday night. Nearly "
            "everyone agrees on this, whatever else they disagree about.",
            "Mae'r caffi ar gau pan mae ei angen fwyaf: ar ôl un ar ddeg, ac ar nos Sul. Mae bron "
            "pawb yn cytuno ar hyn, beth bynnag arall maen nhw'n anghytuno yn ei gylch.",
        ),
        ("hl-a03", "hl-a14", "hl-a15", "hl-a21"),
        ("hl-s04", "hl-s05", "hl-s21"),
    ),
    Insight(
        "hl-i3",
        "lowri",
        Text(
            "Most people want to be met by somebody who has had bad nights too. They also want to "
            "know that a nurse can be reached quickly, and that the listeners are trained and "
            "looked after.",
            "Mae'r rhan fwyaf am gael eu cyfarch gan rywun sydd wedi cael nosweithiau drwg hefyd. "
            "Maen nhw hefyd am wybod bod modd cyrraedd nyrs yn gyflym, a bod y gwrandawyr yn cael "
            "hyfforddiant a gofal.",
        ),
        ("hl-a01", "hl-a06", "hl-a12", "hl-a18", "hl-a23"),
        ("hl-s02", "hl-s03", "hl-s13", "hl-s20"),
        (
            Quote(
                "hl-a18",
                "I do not want to be met by a volunteer who tells me their story. I want a "
                "professional who listens to mine.",
            ),
            Quote("hl-a06", "Kindness alone will not do that, and we should not pretend that it will."),
        ),
    ),
    Insight(
        "hl-i4",
        "mair",
        Text(
            "On a bad night people lose their second language. A Welsh greeting has to come "
            "without asking, and pictures help those to whom both languages are new.",
            "Ar noson ddrwg mae pobl yn colli eu hail iaith. Rhaid i'r cyfarchiad Cymraeg ddod "
            "heb ofyn amdano, ac mae lluniau'n helpu'r rhai y mae'r ddwy iaith yn newydd iddynt.",
        ),
        ("hl-a05", "hl-a23", "hl-a29"),
        ("hl-s07",),
    ),
    Insight(
        "hl-i5",
        "osian",
        Text(
            "Getting home undoes the good. There is no bus after ten past ten, a taxi costs too "
            "much, and the walk is dark. The way home is also when people talk, and when somebody "
            "could agree to ring the next morning.",
            "Mae'r daith adref yn dadwneud y da. Does dim bws ar ôl deng munud wedi deg, mae "
            "tacsi'n rhy ddrud, ac mae'r llwybr yn dywyll. Y daith adref hefyd yw'r adeg mae pobl "
            "yn siarad, a'r adeg y gallai rhywun addo ffonio drannoeth.",
        ),
        ("hl-a07", "hl-a17", "hl-a24", "hl-a30", "hl-a31", "hl-a32"),
        ("hl-s08", "hl-s23"),
    ),
    Insight(
        "hl-i6",
        "lowri",
        Text(
            "Some people need to be away from home for a whole night and ask for beds. Others who "
            "have used such places ask us not to.",
            "Mae angen i rai pobl fod oddi cartref am noson gyfan, ac maen nhw'n gofyn am welyau. Mae "
            "eraill sydd wedi defnyddio lleoedd o'r fath yn gofyn i ni beidio.",
        ),
        ("hl-a09", "hl-a22", "hl-a30"),
        ("hl-s12",),
        (
            Quote("hl-a22", "What is good about yours is that it ends and you go home."),
            Quote("hl-a30", "Gwelyau? Na."),
        ),
    ),
    Insight(
        "hl-i7",
        "sabah",
        Text(
            "Parents cannot come, because there is nowhere for their children. People do not "
            "agree on whether children should be there at all.",
            "Ni all rhieni ddod, am nad oes lle i'w plant. Nid yw pobl yn cytuno a ddylai plant fod yno o gwbl.",
        ),
        ("hl-a10", "hl-a11"),
        ("hl-s15", "hl-s16"),
        (Quote("hl-s16", "Children should not be in a crisis café at all."),),
    ),
    Insight(
        "hl-i8",
        "mair",
        Text(
            "The room is too loud and too bright for people whose nerves are raw. They ask for "
            "one quiet room, and for the rest to go on looking like a café.",
            "Mae'r ystafell yn rhy swnllyd ac yn rhy olau i bobl sydd ar bigau'r drain. Maen "
            "nhw'n gofyn am un ystafell dawel, ac i'r gweddill ddal i edrych fel caffi.",
        ),
        ("hl-a04", "hl-a08", "hl-a13", "hl-a20"),
        ("hl-s14", "hl-s19"),
    ),
)

SET_ASIDE = (
    SetAside(
        ("hl-a28", "hl-s24"),
        "osian",
        Text(
            "About parking, not about the café. We passed it to the highways team, who have answered.",
            "Ynghylch parcio, nid y caffi. Fe'i trosglwyddwyd i'r tîm priffyrdd, sydd wedi ateb.",
        ),
    ),
    SetAside(
        ("hl-a27",),
        "mair",
        Text(
            "A thank you that asks for no change. We read it out to the lady with the red glasses.",
            "Diolch nad yw'n gofyn am newid dim. Fe'i darllenwyd i'r ddynes â'r sbectol goch.",
        ),
    ),
)
