"""Words that a rewording may not add, drop or swap, and words that it may use freely, per language.

`weighty` words say how many, who, how often, and whether something is or ought to be. `stance` words say for, against
or split. A line's words with `=` between them mean the same, so one may stand for another. Everything else that is
neither `ordinary` nor a stop word is content.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lexicon:
    """One language's words: by word, what it stands for."""

    weighty: dict[str, str]
    stance: dict[str, str]
    negating: frozenset[str]
    ordinary: frozenset[str]


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _same(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in text.split():
        words = group.split("=")
        found |= dict.fromkeys(words, words[0])
    return found


def _stances(agree: str, disagree: str, split: str) -> dict[str, str]:
    sides = (("for", agree), ("against", disagree), ("split", split))
    return {word: side for side, words in sides for word in words.split()}


ENGLISH = Lexicon(
    weighty=_same(
        # How many.
        "zero one=single two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred=hundreds "
        "thousand=thousands million=millions billion=billions dozen=dozens half=halves third=thirds quarter=quarters "
        "fifth=fifths tenth=tenths first second twice double triple once percent=percentage all=every=each=everyone="
        "everybody both most=majority=mostly many=numerous much more less fewer few some=several any=anyone=anybody "
        "minority only=solely=merely almost=nearly entire=whole=entirely always often sometimes usually largely=mainly "
        "others=other=another rest another cent unanimous=unanimously overwhelming=overwhelmingly "
        # Who.
        "people=person=persons group=groups answer=answers=comment=comments=reply=replies "
        "everywhere anything=everything "
        # Whether it is or ought to be.
        "should=ought must might=may could=can would will=shall want=wants=wanted need=needs=needed "
        "if unless whether because=since"
    ),
    stance=_stances(
        "agree agrees agreed agreeing agreement support supports supported supporting favour favours favoured favor "
        "favors back backs backed endorse endorses approve approves approved welcome welcomes like likes liked",
        "disagree disagrees disagreed disagreeing oppose opposes opposed opposing against reject rejects rejected "
        "object objects dislike dislikes disliked",
        "split splits divided divide divides differ differs different differently differing disagreement",
    ),
    negating=_listed(
        "nowhere hardly barely scarcely rarely seldom lack lacks lacking lacked except excluding fail fails failed "
        "failing refuse refuses refused deny denies denied instead"
    ),
    ordinary=_listed(
        "say says said saying tell tells told speak speaks spoke speaking talk talks talked talking mention mentions "
        "mentioned mentioning write writes wrote written raise raises raised describe describes described think thinks "
        "thought view views opinion opinions idea ideas point points statement statements thing things topic topics "
        "theme themes subject matter issue issues about see sees seen way ways same together among amongst between "
        "across regarding concerning while whereas also too very here there their it's that's which who whose where "
        "when what how into over than others' around per such as being give gives given make makes made come comes "
        "subjects"
    ),
)

WELSH = Lexicon(
    weighty=_same(
        "sero un dau=ddau=dwy=ddwy tri=dri=thri=tair=dair=thair pedwar=bedwar=pedair=bedair pump=bump=pum=bum "
        "chwech=chwe saith wyth naw deg=ddeg ugain hugain=ugain cant=gant=chant mil=fil miliwn=filiwn hanner "
        "chwarter traean=draean pob=bob=phob pawb=bawb=phawb holl=gyd mwyafrif=fwyafrif mwyaf=fwyaf mwy=fwy llai=lai "
        "llawer=lawer ychydig rhai=rai ambell sawl nifer unrhyw unig bron amser weithiau aml eraill=arall=lleill "
        "rhan=ran lleiafrif=leiafrif unfryd "
        "pobl=bobl=phobl=mhobl=person=berson grŵp=grwpiau=grwp ateb=atebion=hateb=hatebion=sylw=sylwadau "
        "popeth=bopeth pobman=bobman "
        "dylai=ddylai=dylid=ddylid=dylen=ddylen=dylem=ddylem rhaid=raid angen=hangen eisiau=isio "
        "gallai=allai=gall=all=gallu=allu=gellir=ellir=gellid byddai=fyddai=bydd=fydd hoffai=hoffen os oni oherwydd"
    ),
    stance=_stances(
        "cytuno gytuno chytuno nghytuno cytuna cytunir cytunwyd blaid plaid cefnogi gefnogi chefnogi nghefnogi "
        "cefnogir cefnogaeth gefnogaeth hoffi",
        "anghytuno hanghytuno anghytunir anghytunwyd erbyn gwrthwynebu wrthwynebu gwrthod wrthod gwrthodir",
        "hollti holltwyd rhannu rannu rhanedig gwahanol wahanol wahaniaethol gwahaniaethu wahaniaethu amrywio",
    ),
    negating=_listed("neb nac nis nas chwaith peidio beidio pheidio methu fethu nunlle unlle"),
    ordinary=_listed(
        "sôn son sonia sonnir dweud ddweud dywedodd dywed dywedwyd siarad nodi crybwyll ysgrifennu codi meddwl feddwl "
        "barn farn safbwynt syniad syniadau pwynt pwyntiau datganiad datganiadau peth pethau beth thema themâu pwnc "
        "bwnc mater fater materion faterion am gweld weld gwelir ffordd hyn hon hwn hynny dyna dyma yw ydy mae maent "
        "maen rhwng ymhlith ynghylch ynglŷn ynghyd gilydd tra hefyd iawn na nag fel cael gael rhoi mewn wedi'i "
        "wedi'u hwnnw honno sy'n â ag â'r ar"
    ),
)

LEXICONS = {"en": ENGLISH, "cy": WELSH}
