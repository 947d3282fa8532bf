"""What people answered about Harbour Lights, in the language that they said it in."""

from coprod.demo.content.types import Answer, Voice

ANSWERS = (
    Answer(
        "hl-a01",
        Voice(email="turned-back@post.glanmor.example"),
        "The worst part is standing outside. In February I walked past three times, because there "
        "was a man with a clipboard in the window and I thought I would have to explain myself. "
        "If somebody had just opened the door and said come in, it's cold, I would have gone in "
        "the first time.",
    ),
    Answer(
        "hl-a02",
        Voice(language="cy", person="mair"),
        "Does dim angen i neb ofyn pam rydw i yno. Paned yn gyntaf, cwestiynau wedyn, os o gwbl. "
        "Mi arhosais i awr gyfan un noson heb ddweud gair, a dyna'r help gorau ges i eleni.",
    ),
    Answer(
        "hl-a03",
        Voice(),
        "You shut at eleven. My bad hours are one till four. I sit in the bus shelter opposite "
        "and look at your dark window, which is a strange thing to do, but at least I know that "
        "the window is there.",
    ),
    Answer(
        "hl-a04",
        Voice(mode="assisted", entered_by="catrin"),
        "My son is twenty-four and he will not go anywhere that looks like a hospital. He went to "
        "yours once because it had a broken lamp and a dog. He talked to the dog. Then he talked "
        "to the dog's owner. Keep it a bit scruffy, please.",
    ),
    Answer(
        "hl-a05",
        Voice(language="cy", email="geiriau@post.glanmor.example"),
        "Pan dw i'n iawn, mi siarada i Saesneg efo pawb. Pan dw i'n sâl, mae'r geiriau Saesneg yn "
        "mynd. Mae angen rhywun wrth y drws sy'n dweud noswaith dda heb i mi orfod gofyn amdano "
        "fo fel petai'n ffafr.",
    ),
    Answer(
        "hl-a06",
        Voice("professional", person="lowri"),
        "I have worked nights for nine years. An open door is right, but somebody on shift has to "
        "be able to spot an overdose or a head injury and know who to ring. Kindness alone will "
        "not do that, and we should not pretend that it will.",
    ),
    Answer(
        "hl-a07",
        Voice(mode="phone", entered_by="catrin"),
        "The last bus up to Bryn Copa is at ten past ten. So either I leave when I have only just "
        "stopped shaking, or I stay and then walk two miles up an unlit hill. Twice I have not "
        "come at all because I could not see how I would get home.",
    ),
    Answer(
        "hl-a08",
        Voice(language="cy", mode="paper", entered_by="catrin"),
        "Mi es i efo fy ngŵr y noson y buodd ei frawd farw. Doedd neb yn brysio. Yr unig beth "
        "drwg oedd sŵn y peiriant coffi, roedd o'n neidio bob tro. Cornel dawel, efo drws, dyna "
        "faswn i'n gofyn amdano.",
    ),
    Answer(
        "hl-a09",
        Voice(),
        "Some nights I don't need talking to, I need not to be in my own flat. A sofa would do. "
        "Two beds upstairs and a person awake downstairs, and I would never ring 999 again.",
    ),
    Answer(
        "hl-a10",
        Voice(person="sabah"),
        "I have two small ones and nobody to leave them with. When it gets bad I put a film on "
        "and cry in the bathroom. If there were a corner with a mattress and some crayons, I "
        "could come to you. Until then your café is for people without children.",
    ),
    Answer(
        "hl-a11",
        Voice(language="cy"),
        "Nain ydw i. Fi sy'n gwarchod pan mae fy merch yn cael pwl drwg, ond dw i ddim yn byw "
        "wrth law, ac mae'r plant yn gweld popeth cyn i mi gyrraedd. Lle saff iddyn nhw am awr "
        "neu ddwy, dyna'r cyfan.",
    ),
    Answer(
        "hl-a12",
        Voice("partner", person="joel"),
        "For a year we ran an evening like this in our own hall. The two listeners who had been "
        "through it themselves did more in the first five minutes than I could with all my "
        "certificates. But we lost one of them, because nobody had asked how she was after a hard "
        "night.",
    ),
    Answer(
        "hl-a13",
        Voice(),
        "The coffee machine. I know that it sounds silly, but when every nerve is on the outside "
        "it is like somebody sawing a boat in half. Is there a room at the back? Could there be a "
        "chair in it, and a lamp, and nothing else?",
    ),
    Answer(
        "hl-a14",
        Voice(language="cy", mode="phone", entered_by="catrin"),
        "Nos Sul ydi hi i mi. Mae pawb wedi mynd yn ôl i'w bywydau erbyn hynny. Rydych chi ar "
        "agor nos Fawrth, pan dw i'n iawn, ac ar gau nos Sul, pan dw i ddim.",
    ),
    Answer(
        "hl-a15",
        Voice("professional"),
        "I drive an ambulance. Of the calls I get to the quay after midnight, I would guess that "
        "half want company and a kettle. I have neither. If you were open until two, I could walk "
        "people across the road to you instead of driving them thirty miles to sit under a strip "
        "light.",
    ),
    Answer(
        "hl-a16",
        Voice(),
        "I live two doors down. I'm glad that the café is there and I have used it myself. But if "
        "anybody can walk in at two in the morning, some will come for a row and not for help. "
        "Tell the neighbours what you will do then, before it happens.",
    ),
    Answer(
        "hl-a17",
        Voice(language="cy"),
        "Dw i ddim yn gyrru ac mae tacsi i Ben Draw yn ugain punt. Os oes rhaid dewis rhwng tacsi "
        "adref a bwyd fory, adra fydda i. Mae'r bws mini'n cysgu yn iard y capel bob nos, tydi?",
    ),
    Answer(
        "hl-a18",
        Voice(mode="paper", entered_by="catrin"),
        "I am seventy-one. I do not want to be met by a volunteer who tells me their story. I "
        "want a professional who listens to mine. Others will feel differently, and that is fine, "
        "but let there be a choice.",
    ),
    Answer(
        "hl-a19",
        Voice(email="deaf-and-wide-awake@post.glanmor.example"),
        "I'm deaf. You have a buzzer and a speaker on the door. I pressed it and stood there and "
        "nothing happened, because what happened was a voice. A light, or a window, or just a "
        "door that is open.",
    ),
    Answer(
        "hl-a20",
        Voice(language="cy", mode="assisted", entered_by="catrin"),
        "Mae fy chwaer yn awtistig. Roedd y bobl yn ffeind ond roedd y golau a'r radio'n ormod "
        "iddi, ac mi aeth allan i sefyll yn y glaw. Stafell fach heb radio, plis.",
    ),
    Answer(
        "hl-a21",
        Voice(person="deiniol"),
        "We come in off the boats at four in the morning, and that is when it hits you, when the "
        "engine stops. Nobody in our line of work will book anything or fill anything in. I can't "
        "ask you to open all night. But on a Friday even two o'clock would catch some of us going "
        "out.",
    ),
    Answer(
        "hl-a22",
        Voice(),
        "Please, no beds. I spent a winter in a place that was a café by day and beds by night, "
        "and within a month it was a hostel with all that comes with that. What is good about "
        "yours is that it ends and you go home.",
    ),
    Answer(
        "hl-a23",
        Voice("professional", "cy"),
        "Fel nyrs, y peth pwysicaf i mi yw gwybod pwy sydd ar ben arall y ffôn, a'u bod nhw'n "
        "ateb. Ac ar y gair olaf yna: mae claf sy'n cael siarad ei iaith ei hun yn dweud mwy "
        "wrtha i mewn deng munud nag mewn awr fel arall.",
    ),
    Answer(
        "hl-a24",
        Voice(mode="assisted", entered_by="catrin"),
        "I felt so much better when I left, and then I had the walk. By the time I was past the "
        "lifeboat station I felt nearly as bad as before. Somebody to walk with as far as the "
        "lights would have been enough.",
    ),
    Answer(
        "hl-a25",
        Voice(person="kieran"),
        "Let me text that I'm on my way. Then somebody knows my name before I get there, and I "
        "can't chicken out, or I can, but at least one person in the world will wonder where I "
        "am. That alone would get me through the door.",
    ),
    Answer(
        "hl-a26",
        Voice(language="cy"),
        "Roedd arna i gywilydd. Mi welais i rywun o'r capel trwy'r ffenest a throi adref. Drws ar "
        "yr ochr, nid ar y stryd fawr, ac mi ddo i.",
    ),
    Answer(
        "hl-a27",
        Voice(mode="paper", entered_by="catrin"),
        "No ideas, just thank you to the lady with the red glasses. She will know.",
    ),
    Answer(
        "hl-a28",
        Voice(),
        "While you are asking: the parking on Quay Street is a disgrace. I have had two tickets "
        "since Christmas, and the signs say one thing at one end and another thing at the other.",
    ),
    Answer(
        "hl-a29",
        Voice(mode="assisted", entered_by="catrin"),
        "I am from another country, and both of your languages are new to me. Welsh first is "
        "good, because then you see that people here have a language they love too. Put a picture "
        "also: a cup, an open door. A picture I understand on every night.",
    ),
    Answer(
        "hl-a30",
        Voice(language="cy", mode="paper", entered_by="catrin"),
        "Gwelyau? Na. Ond mi fasa'n braf tasa rhywun yn fy ffonio'r bore wedyn i ofyn a gysgais "
        "i. Un alwad. Dw i'n byw ar fy mhen fy hun ers i Ifan fynd, a'r bore ydi'r gwaethaf.",
    ),
    Answer(
        "hl-a31",
        Voice("professional", person="osian"),
        "I see people the morning after. The ones who do well are the ones who left with a name "
        "and a time, not a leaflet. A lift home is where that could happen: ten minutes in the "
        "dark, side by side, no eye contact. People say things in cars.",
    ),
    Answer(
        "hl-a32",
        Voice("partner", "cy", person="non"),
        "Mae gen i'r goriadau i'r bws a rhestr o bump sy'n fodlon gyrru. Yr hyn sydd ddim gen i "
        "ydi yswiriant ar ôl hanner nos na neb i dalu am y disel. Sortiwch hynny ac mi gawn ni "
        "bawb adra.",
    ),
)
