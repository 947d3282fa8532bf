"""What people answered about Safer streets; two wait for moderation and one was turned down."""

from coprod.demo.content.types import Answer, Voice

ANSWERS = (
    Answer(
        "ss-a01",
        Voice(person="amara"),
        "I have been stopped twice, both times on my way to the youth forum, which is funny if "
        "you tell it right. The first officer said nothing but 'arms out'. The second one said "
        "who he was, what had happened nearby and why I fitted. Same search, nothing found. After "
        "the second one I went home and told my brother that it was all right. Five sentences "
        "make the difference.",
    ),
    Answer(
        "ss-a02",
        Voice(person="gurdeep"),
        "I have had the shop for twenty-two years. I know who takes things, and I knew their "
        "mothers when they took things. What wears me down is not the chocolate. It is ringing, "
        "getting a number, and nobody ever coming. So now the children know that nobody comes. "
        "Come once, in the first week, and have the talk with me in the room.",
    ),
    Answer("ss-a03", Voice(), "You want us off the corner but you closed the place that was not the corner."),
    Answer(
        "ss-a04",
        Voice("professional", person="tom"),
        "When I started here I walked. I knew which lad had a sick mum and which one was being "
        "leaned on by his cousin. Then I was moved to cars for two years, and when I came back "
        "everyone had grown up and nobody knew me. It takes about a year to be trusted, and we "
        "get moved after about a year.",
    ),
    Answer(
        "ss-a05",
        Voice(person="teresa"),
        "Three teenagers. I lie there listening for the gate. I am scared of the boys with knives "
        "and I am scared of my son being taken for one of them, and I am tired of being asked "
        "which side I am on. I want somebody to ring me. That's all. Ring me when you stop him, "
        "ring me when he is hurt, and ring me when he has done something kind.",
    ),
    Answer(
        "ss-a06",
        Voice(email="fifteen-and-tired@post.brackenford.example"),
        "im 15. they say if you see something say something. if i say something then everyone "
        "knows it was me by the next day. make a way to tell you that isnt walking up to a police "
        "car outside the chicken shop",
    ),
    Answer(
        "ss-a07",
        Voice("partner", person="vic"),
        "Two officers came to our club for six weeks in tracksuits. Week one, nobody would hold "
        "pads for them. Week six, a lad who hates everyone was showing the sergeant how to slip a "
        "jab. Then the shift pattern changed and they stopped coming without a word. The kids "
        "noticed that more than the six weeks.",
    ),
    Answer(
        "ss-a08",
        Voice(mode="paper", entered_by="peg"),
        "I am eighty-three. I do not go out after four in winter. Nothing has ever happened to "
        "me, but I read the paper and I look at the hoods and I stay in. I expect they are nice "
        "boys. I would like to be introduced.",
    ),
    Answer(
        "ss-a09",
        Voice(),
        "As a girl I walk the long way round past the station because of the men outside the "
        "betting shop, who are not teenagers, by the way. Every meeting about safety is about "
        "boys and knives. Ask us where we don't walk. We could draw you the map in two minutes.",
    ),
    Answer(
        "ss-a10",
        Voice(),
        "My hairdresser's is next to the bus stop. At quarter to four it is like a football "
        "crowd. They are not bad, they are loud, and my older ladies won't come then. I don't "
        "want anyone arrested. I'd love one grown-up in a bright coat who says 'come on, budge "
        "up' and knows their names.",
    ),
    Answer(
        "ss-a11",
        Voice("professional", person="ruth"),
        "Young people will forgive an officer for being strict. They do not forgive being made to "
        "look small in front of their friends. Nearly every story I hear is about the second "
        "thing. Take them round the corner, drop your voice, and say goodbye at the end. It costs "
        "nothing.",
    ),
    Answer(
        "ss-a12",
        Voice(mode="assisted", entered_by="peg"),
        "I got robbed of my phone and my coat on the river path. I told my mum that I lost them. "
        "If I told police I'd have to point at someone who lives on my stair. I just wanted it "
        "not to happen to the next kid. Is there a way to do only that?",
    ),
    Answer(
        "ss-a13",
        Voice(),
        "Search more, not less. My nephew was stabbed. I do not care about anyone's feelings for "
        "thirty seconds if it means that a knife comes off the street. I have thought about this "
        "more than most people here have.",
    ),
    Answer(
        "ss-a14",
        Voice(),
        "My friend was stabbed and I still don't want more searches. They searched me at the "
        "vigil. At the actual vigil. Nobody who did that should be surprised that we won't talk.",
    ),
    Answer(
        "ss-a15",
        Voice(person="callum"),
        "I fix bikes. Half the lads people complain about would stay three hours to get a chain "
        "off if you let them. Give me a shutter under the arches, two stands and a heater, and "
        "I'll have fifteen of them every Thursday. An officer can come if they bring a bike that "
        "needs fixing.",
    ),
    Answer(
        "ss-a16",
        Voice("professional"),
        "I'm a response officer and not on the neighbourhood team. I meet these young people on "
        "their worst night and never again. I'd like to hear afterwards what happened to them. I "
        "think I would do the job differently if I did.",
    ),
    Answer(
        "ss-a17",
        Voice(),
        "I teach Year 9. The officer who comes to our assembly with the slides about prison does "
        "harm. The one who came and ate chips with them on the wall did good. Please send the "
        "chips one.",
    ),
    Answer(
        "ss-a18",
        Voice(mode="phone", entered_by="peg"),
        "We had the window put through twice. Glass costs four hundred pounds and my insurer has "
        "stopped answering. I'm not against young people, I have four of my own. But somebody has "
        "to pay for the glass, and so far it has been me both times.",
    ),
    Answer(
        "ss-a19",
        Voice(),
        "Stop calling it antisocial behaviour when it is just behaviour. We are social. That's "
        "literally what we are doing on the corner.",
    ),
    Answer(
        "ss-a20",
        Voice(email="weavers-mum@post.brackenford.example"),
        "My lad is autistic and fifteen and looks twenty. When he is scared he runs. I dread the "
        "day that somebody shouts stop. Could there be a card, or a list, or an officer who just "
        "knows him? I'd bring him to the station to meet them all if they would have us.",
    ),
    Answer(
        "ss-a21",
        Voice(),
        "The lights on the river path have been broken since the clocks went back. Everyone is "
        "arguing about police and I would like a bulb.",
    ),
    Answer(
        "ss-a22",
        Voice("partner", person="mina"),
        "Thirty-one of our members answered our own survey. What most of them want is not tougher "
        "sentences. They want one phone number, a face, and to be told how it ended. Nine of them "
        "would give a young person a Saturday job tomorrow if somebody they trusted vouched for "
        "them.",
    ),
    Answer(
        "ss-a23",
        Voice(),
        "police dont live here. the shop people dont live here. we live here. start from that",
    ),
    Answer(
        "ss-a24",
        Voice(mode="paper", entered_by="peg"),
        "I was a constable on Tanner's Corner in 1979 and I gave boys a clip round the ear. I am "
        "not proud of it and it did not work. What worked was that I lived at number twelve, and "
        "they knew that I would still be there on Monday.",
    ),
    Answer(
        "ss-a25",
        Voice(),
        "I run with the Weavers lot and I know how we look. We look like that so that people "
        "leave us alone. If I dressed like your son I would not get to school with my bag. It's "
        "not for you, it's for the ones from the other side of the bridge.",
    ),
    Answer(
        "ss-a26",
        Voice("professional"),
        "I'm a nurse in A&E. I see the hand injuries from falling off electric bikes and I see "
        "the other ones. A youth worker sitting in our waiting room at two in the morning would "
        "reach people at the one moment when they are ready to talk.",
    ),
    Answer(
        "ss-a27",
        Voice(),
        "I've lived here for forty years and there have always been teenagers on that corner. I "
        "was one. The difference is that then somebody's aunt would lean out of a window. Now we "
        "are all behind our doors ringing a number.",
    ),
    Answer("ss-a28", Voice(), "I'm thirteen and I like PC Tom because he remembered that I had a maths test."),
    Answer(
        "ss-a29",
        Voice(),
        "There should be consequences. I work two jobs and my tips were taken off the counter by "
        "a boy who laughed. He was back the next day, still laughing. All I hear is what he "
        "needs. I needed that money.",
    ),
    Answer(
        "ss-a30",
        Voice("professional", mode="assisted", entered_by="peg"),
        "I drive the 14 bus. The trouble on the top deck is five people out of sixty, and the "
        "other fifty-five look at me to see what I do. I'm alone up front with a door button. A "
        "text number straight to the neighbourhood team would help me more than a camera.",
    ),
    Answer(
        "ss-a31",
        Voice(),
        "Let the person who was stolen from meet the person who took it, if both want to. I did "
        "that in another town. He cried and I nearly did. He carries my shopping now, and I am "
        "not making that up.",
    ),
    Answer(
        "ss-a32",
        Voice(),
        "Why do you ask us every two years and then nothing happens? My sister filled one of "
        "these in when she was my age. If you do nothing this time, at least write back and say "
        "that you did nothing.",
    ),
    Answer(
        "ss-a33",
        Voice(email="night-market@post.brackenford.example"),
        "Do a night market on the car park once a month, run by under-twenties, with food, music "
        "and repairs. The police can have a stall like everyone else. People who have sold each "
        "other a samosa do not cross the road from each other.",
    ),
    Answer(
        "ss-a34",
        Voice(),
        "I'm a parent on the Weavers, and my daughter was followed home by a grown man. The "
        "officer who came was kind and came back twice to say that there was no news. That meant "
        "more than I can put on a form. So this is for balance.",
    ),
    Answer(
        "ss-a35",
        Voice(mode="phone", entered_by="peg"),
        "I don't speak much English and my grandson helps me with everything. When the police "
        "came about the neighbour, they spoke to him over my head, and he is eleven. Please use "
        "the telephone interpreter. A child should not have to say those words.",
    ),
    Answer(
        "ss-a36",
        Voice("professional"),
        "I've been a special constable for two years. We are told to build trust and then we are "
        "measured on stops. If you measured me on how many people under twenty could tell you my "
        "first name, I would be out of the car in a minute.",
    ),
    Answer(
        "ss-a37",
        Voice(),
        "It isn't the police, it's the shops. Two at a time, bags at the door, a guard behind you "
        "down every aisle, and then 'have a nice day'. I have never taken a thing in my life. I "
        "buy everything online now, and then they say that the High Street is dying.",
    ),
    Answer("ss-a38", Voice(), "Youth club. Open till ten. Five nights. Food. That's it, that's the answer."),
    Answer(
        "ss-a39",
        Voice(),
        "Body cameras on, always, and let the person who was stopped see the film with somebody "
        "they trust. It protects both sides. I used to think that it was only for us, and then I "
        "watched one and saw how frightened the officer was.",
    ),
    Answer(
        "ss-a40",
        Voice(mode="paper", entered_by="peg"),
        "I would like the electric bikes off the pavement. I have a stick and bad ears. I don't "
        "hate anybody. I jump out of my skin four times between my door and the chemist.",
    ),
    Answer(
        "ss-a41",
        Voice("professional"),
        "I work in the housing office. Young people who have been told to stay away from a street "
        "for three months still live on it. Somebody has to think about which door they are "
        "supposed to use.",
    ),
    Answer(
        "ss-a42",
        Voice(),
        "I carried a knife for one winter. Nobody searched it off me. My boxing coach noticed "
        "that I never took my jacket off, and said 'put it in my desk, no questions, and we will "
        "talk about why'. Pay more people like him.",
    ),
    Answer(
        "ss-a43",
        Voice(),
        "New officers should spend a Friday evening with us before they spend one policing us. We "
        "will show them where the wifi is, who is all right, and which dog is friendly.",
    ),
    Answer(
        "ss-a44",
        Voice(),
        "I'm sixteen and work in my dad's shop, so I get it from both sides. My friends say that "
        "we are snobs for calling the police. My dad says that my friends are the problem. Put a "
        "table outside the shop on Saturdays and make them all sit at it. I'll bring the crisps.",
    ),
    Answer(
        "ss-a45",
        Voice(),
        "Fund the people who are already doing it. There are four grandmothers on the Weavers "
        "with a pot of rice and an open door. They have prevented more crime than any leaflet, "
        "and they buy the rice themselves.",
    ),
    Answer(
        "ss-a46",
        Voice(),
        "You could ask the two schools to finish ten minutes apart. It would take the heat out of "
        "the bus stop overnight.",
        "pending",
    ),
    Answer(
        "ss-a47",
        Voice(email="saw-it-happen@post.brackenford.example"),
        "I saw what happened on the river path in spring and never told anyone. I don't know if "
        "this is the right place. If somebody can ring me who isn't in uniform, I would like "
        "that.",
        "pending",
    ),
    Answer(
        "ss-a48",
        Voice(),
        "Whoever dreamt this up is a clown, and so is that blonde one on the front desk at the "
        "station. Everyone knows what she's like. Bin the lot of you.",
        "rejected",
        "Insults a person who can be recognised. The writer was invited to say it again without that.",
    ),
)
