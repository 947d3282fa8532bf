"""What could be done about what Harbour Lights learned, what members thought of it, and what was decided."""

from coprod.demo.content.harbour_lights_insights import INSIGHTS, SET_ASIDE
from coprod.demo.content.types import (
    Conclusion,
    Decision,
    Delivery,
    InsightResponse,
    Option,
    OptionView,
    Text,
)

OPTIONS = (
    Option(
        "hl-p1",
        "mair",
        Text("Walk in and be met", "Cerdded i mewn a chael croeso"),
        Text(
            "Take the desk and the buzzer away and open the side door. Two trained listeners meet "
            "people in Welsh first, then in English, with a picture card. You may text ahead. You "
            "may ask for a nurse instead. No name is written down unless you wish. A nurse is on "
            "call, and the crisis team promises to ring back.",
            "Cael gwared â'r ddesg a'r seiniwr ac agor y drws ochr. Dau wrandäwr hyfforddedig yn "
            "croesawu pobl yn Gymraeg yn gyntaf, yna yn Saesneg, gyda cherdyn lluniau. Cewch "
            "anfon neges destun ymlaen llaw. Cewch ofyn am nyrs yn lle hynny. Ni chaiff enw ei "
            "ysgrifennu oni bai eich bod yn dymuno. Bydd nyrs ar alwad, a'r tîm argyfwng yn addo "
            "ffonio'n ôl.",
        ),
        ("hl-i1", "hl-i3", "hl-i4"),
        31000,
        Text(
            "Possible by the autumn. Training takes six weeks. House rules have to be agreed with "
            "the neighbours first.",
            "Yn bosibl erbyn yr hydref. Mae'r hyfforddiant yn cymryd chwe wythnos. Rhaid cytuno "
            "ar reolau'r tŷ gyda'r cymdogion yn gyntaf.",
        ),
    ),
    Option(
        "hl-p2",
        "deiniol",
        Text("Open until two, Thursday to Sunday", "Ar agor tan ddau, o nos Iau i nos Sul"),
        Text(
            "Keep four nights, but move them to Thursday, Friday, Saturday and Sunday, from eight "
            "in the evening until two in the morning.",
            "Cadw pedair noson, ond eu symud i nos Iau, nos Wener, nos Sadwrn a nos Sul, o wyth "
            "yr hwyr tan ddau y bore.",
        ),
        ("hl-i2",),
        42000,
        Text(
            "Possible. The lease allows it. Two more people are needed on the rota.",
            "Yn bosibl. Mae'r les yn ei ganiatáu. Mae angen dau berson arall ar y rota.",
        ),
    ),
    Option(
        "hl-p3",
        "non",
        Text("A lift home and a quiet room", "Lifft adref ac ystafell dawel"),
        Text(
            "The chapel minibus takes people home at midnight and at two, with a listener on "
            "board who offers to ring next morning. The store room at the back becomes a quiet "
            "room with a lamp, two chairs and a door.",
            "Bws mini'r capel yn mynd â phobl adref am hanner nos ac am ddau, gyda gwrandäwr arno "
            "sy'n cynnig ffonio drannoeth. Y storfa yn y cefn yn troi'n ystafell dawel gyda lamp, "
            "dwy gadair a drws.",
        ),
        ("hl-i5", "hl-i8"),
        19500,
        Text(
            "Possible. Late insurance for the bus has been quoted. The quiet room needs a weekend and some paint.",
            "Yn bosibl. Cafwyd pris am yswiriant hwyr i'r bws. Mae angen penwythnos a rhywfaint o "
            "baent ar yr ystafell dawel.",
        ),
    ),
    Option(
        "hl-p4",
        "kieran",
        Text("Two beds upstairs", "Dau wely i fyny'r grisiau"),
        Text(
            "Two people who cannot face home may stay until eight in the morning, with one person awake downstairs.",
            "Caiff dau berson na allant wynebu mynd adref aros tan wyth y bore, gydag un person "
            "ar ddihun i lawr y grisiau.",
        ),
        ("hl-i6",),
        88000,
        Text(
            "Not possible in this building. It is not registered for overnight care and has no second way out.",
            "Nid yw'n bosibl yn yr adeilad hwn. Nid yw wedi'i gofrestru ar gyfer gofal dros nos "
            "ac nid oes ail ffordd allan.",
        ),
    ),
)

VIEWS = (
    OptionView("hl-p1", "sabah", "support"),
    OptionView("hl-p1", "kieran", "support", "en", "The text ahead is the bit that would have got me in."),
    OptionView("hl-p1", "lowri", "support", "cy", "Iawn, cyn belled â bod y nyrs ar alwad yn ateb bob tro."),
    OptionView(
        "hl-p1",
        "osian",
        "oppose",
        "en",
        "If nothing is written down, I cannot help in the morning. I would like people to be asked, at least.",
    ),
    OptionView("hl-p2", "mair", "support", "cy", "Nos Sul o'r diwedd."),
    OptionView(
        "hl-p2",
        "joel",
        "support",
        "en",
        "Our listeners are willing, if nobody does two late nights in a row.",
    ),
    OptionView("hl-p2", "sabah", "oppose", "en", "Tuesday was the one night when my sister could mind the children."),
    OptionView("hl-p3", "deiniol", "support", "cy", "Mi yrra i'r bws fy hun ambell nos Sadwrn."),
    OptionView("hl-p3", "osian", "support", "en", "People say things in cars. This is worth every penny."),
    OptionView("hl-p3", "lowri", "support"),
    OptionView("hl-p4", "mair", "oppose", "cy", "Caffi ydi o. Gadewch iddo fod yn gaffi."),
    OptionView("hl-p4", "joel", "oppose"),
    OptionView("hl-p4", "sabah", "support", "en", "I know it can't be here. But somewhere."),
)

DISPOSITIONS = (
    InsightResponse(
        "hl-i1",
        "addressed",
        Text(
            "No desk, no buzzer, no form, and a side door. House rules for trouble are on the "
            "wall, and the neighbours have a number to ring.",
            "Dim desg, dim seiniwr, dim ffurflen, a drws ochr. Mae rheolau'r tŷ ar y wal, ac mae "
            "gan y cymdogion rif i'w ffonio.",
        ),
        "hl-p1",
    ),
    InsightResponse(
        "hl-i2",
        "addressed",
        Text("We will open until two, and on Sunday night.", "Byddwn ar agor tan ddau, ac ar nos Sul."),
        "hl-p2",
    ),
    InsightResponse(
        "hl-i3",
        "addressed",
        Text(
            "Two trained listeners each night and a nurse on call. Anyone may ask for a professional instead.",
            "Dau wrandäwr hyfforddedig bob nos a nyrs ar alwad. Caiff unrhyw un ofyn am weithiwr "
            "proffesiynol yn lle hynny.",
        ),
        "hl-p1",
    ),
    InsightResponse(
        "hl-i4",
        "addressed",
        Text(
            "The first word at the door is Welsh, and there is a picture card beside it.",
            "Cymraeg fydd y gair cyntaf wrth y drws, ac mae cerdyn lluniau wrth ei ymyl.",
        ),
        "hl-p1",
    ),
    InsightResponse(
        "hl-i5",
        "addressed",
        Text(
            "The minibus will run at midnight and at two, and the listener on board offers a call next morning.",
            "Bydd y bws mini'n rhedeg am hanner nos ac am ddau, a bydd y gwrandäwr arno'n cynnig galwad drannoeth.",
        ),
        "hl-p3",
    ),
    InsightResponse(
        "hl-i6",
        "declined",
        Text(
            "The building is not registered for people to stay overnight and has only one way out "
            "in a fire. We rent it and cannot change that. People who need a night away will be "
            "told about the crisis house.",
            "Nid yw'r adeilad wedi'i gofrestru i bobl aros dros nos, a dim ond un ffordd allan "
            "sydd os bydd tân. Ei rentu rydym ni, ac ni allwn newid hynny. Rhoddir gwybod am y tŷ "
            "argyfwng i bobl sydd angen noson i ffwrdd.",
        ),
    ),
    InsightResponse(
        "hl-i7",
        "deferred",
        Text(
            "We do not yet know how to do this safely, and people do not agree. Glanmor Minds "
            "will ask parents and come back with a proposal.",
            "Dydyn ni ddim yn gwybod eto sut i wneud hyn yn ddiogel, ac nid yw pobl yn cytuno. "
            "Bydd Meddyliau Glanmor yn holi rhieni ac yn dod yn ôl â chynnig.",
        ),
        owner="joel",
        due_days=150,
    ),
    InsightResponse(
        "hl-i8",
        "addressed",
        Text(
            "The store room becomes a quiet room. The front stays a café, broken lamp and all.",
            "Bydd y storfa'n troi'n ystafell dawel. Bydd y tu blaen yn dal yn gaffi, lamp wedi torri a'r cwbl.",
        ),
        "hl-p3",
    ),
)

DECISION = Decision(
    Text(
        "From the autumn Harbour Lights opens from eight until two, Thursday to Sunday. You "
        "walk in by the side door, with no desk and no form, and a trained listener meets you "
        "in Welsh and English. A nurse is on call. There is a quiet room, and a minibus home "
        "at midnight and at two.",
        "O'r hydref ymlaen bydd Goleuadau'r Harbwr ar agor o wyth tan ddau, o nos Iau i nos "
        "Sul. Byddwch yn cerdded i mewn drwy'r drws ochr, heb ddesg na ffurflen, a bydd "
        "gwrandäwr hyfforddedig yn eich croesawu yn Gymraeg ac yn Saesneg. Bydd nyrs ar "
        "alwad. Bydd ystafell dawel, a bws mini adref am hanner nos ac am ddau.",
    ),
    Text(
        "Almost everyone, whichever group they were in, agreed about the hours and the way "
        "home, so these were easy. The door was harder. Some of you want no questions at all, "
        "and some of you want a nurse in the building. I chose the open door with a nurse on "
        "call, because people who turn back get no nurse either. We will count how often the "
        "nurse is rung and publish it after six months. The three options together cost "
        "£92,500, which leaves room to put right what we get wrong.",
        "Roedd bron pawb, pa bynnag grŵp yr oedden nhw ynddo, yn cytuno ynghylch yr oriau a'r "
        "daith adref, felly roedd y rheini'n hawdd. Roedd y drws yn anoddach. Mae rhai "
        "ohonoch am beidio â chael dim cwestiynau o gwbl, a rhai am gael nyrs yn yr adeilad. "
        "Dewisais y drws agored gyda nyrs ar alwad, am nad yw'r bobl sy'n troi'n ôl yn cael "
        "nyrs chwaith. Byddwn yn cyfrif pa mor aml y caiff y nyrs ei ffonio ac yn cyhoeddi "
        "hynny ar ôl chwe mis. Mae'r tri opsiwn gyda'i gilydd yn costio £92,500, sy'n gadael "
        "lle i gywiro'r hyn a wnawn o'i le.",
    ),
    (
        Delivery(
            "hl-p1",
            "lowri",
            Text(
                "Train the first eight listeners, and agree the house rules with the neighbours.",
                "Hyfforddi'r wyth gwrandäwr cyntaf, a chytuno ar reolau'r tŷ gyda'r cymdogion.",
            ),
        ),
        Delivery(
            "hl-p2",
            "elin",
            Text(
                "Find two more people for the rota, and tell everyone the new nights.",
                "Dod o hyd i ddau berson arall i'r rota, a rhoi gwybod i bawb am y nosweithiau newydd.",
            ),
        ),
        Delivery(
            "hl-p3",
            "non",
            Text(
                "Sign the late insurance for the minibus, and clear out the store room.",
                "Llofnodi'r yswiriant hwyr i'r bws mini, a chlirio'r storfa.",
            ),
        ),
    ),
)

CONCLUSION = Conclusion(
    analysts=("mair", "lowri"),
    insights=INSIGHTS,
    set_aside=SET_ASIDE,
    options=OPTIONS,
    views=VIEWS,
    responses=DISPOSITIONS,
    decision=DECISION,
)
