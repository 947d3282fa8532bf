"""Words of each language that carry no meaning alone, and words that say nothing as the name of a theme."""

from __future__ import annotations


def spaced(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


# Only words that carry no meaning alone: 'nothing', 'everything' and 'more' tell themes of feedback apart.
STOP_WORDS = {
    "en": spaced(
        "i me my we our us you your he him his she her it its they them their a an the and or but if of "
        "at by for with to from in on as is am are was were be been being have has had do does did so "
        "that this these those there here then than would could should will can just not no nor i'm "
        "i've it's don't didn't wasn't"
    ),
    "cy": spaced(
        "a ac ag am ar at bod byddai bydd bu chi chwi dan dros drwy dy ei eich ein eu er fe fel fi fod "
        "fy gan gyda gydag efo hefyd hi hon hwn hwnnw honno hyn hynny i iddo iddi iddyn nhw ni nid mae maen "
        "mewn mi mor na nac nad neu o oedd oes ond os pan roedd rwy rwyf rydw rydym rydyn dw sef sy sydd ti "
        "trwy tra un wedi wrth y ydw ydy ydi yw yma yn ym yng yna yno yr hynny'n fo nhw'n eto"
    ),
    "de": spaced(
        "aber als also am an auch auf aus bei bin bis bist da damit das dass dem den der des die dies "
        "diese dieser dieses du durch ein eine einem einen einer eines er es für hat hatte haben ich "
        "ihm ihn ihr ihre im in ist ja kann können man mit mich mir nach nicht noch nur ob oder sehr "
        "sein seine sich sie sind so sollte sollen soll über um und uns unter vom von vor war waren was "
        "wenn werden wie will wir wird würde zu zum zur"
    ),
    "fr": spaced(
        "à au aux avec ce ces cet cette dans de des du elle elles en est et étaient était être eu il ils j je "
        "l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ont ou où par pas pour "
        "qu que qui s sa se ses si son sont sur ta te tes toi ton tu un une vos votre vous y a ai as avait "
        "c d fait plus très"
    ),
    "es": spaced(
        "a al con de del el ella ellas ellos en era eran es esa ese eso esta está están este esto fue ha han "
        "hay la las le les lo los me mi mis muy nos nosotros o para pero por que se ser si son su sus también "
        "tu un una unas uno unos y ya yo"
    ),
    "pt": spaced(
        "a ao aos as com da das de do dos e ela elas ele eles em era essa esse esta está este eu foi há isso "
        "já la lhe mais mas me meu minha muito na nas no nos nós o os ou para pela pelo por que se ser seu sua "
        "são também te um uma"
    ),
    "it": spaced(
        "a ad ai al alla alle anche c che chi ci come con da dal dalla dei del della delle di e è era fra gli "
        "ha hanno ho i il in io l la le lei li lo loro lui ma mi molto ne nel nella noi o per più questa "
        "questo se si sono su sua suo tra tu un una uno vi"
    ),
    "nl": spaced(
        "aan al als bij dan dat de die dit door een en er had heb hebben heeft het hij hun ik in is je kan "
        "maar me met mijn naar niet nog of om ons ook op over te tot uit van voor was wat we wel werd wij "
        "worden wordt ze zich zij zijn zo"
    ),
    "pl": spaced(
        "a ale bo być był była było by co czy dla do go i ich im ja jak jest jestem już ma mam mi mnie na nad "
        "nie o od on ona one oni oraz po pod przez przy są się ta tak tam te tego tej ten to tu ty w we z za "
        "że"
    ),
    "ga": spaced(
        "a ach ag agus an ann ar as atá bhí bíonn chun de den do don é go i iad in is le leis mar mé mo na ná "
        "ní níl nó ó ón sa san sé sí seo sin siad tá tú um"
    ),
}
# Words that may group texts but say nothing as the name of a theme.
POOR_LABELS = {
    "en": spaced(
        "about after again all also always any anything because before both can't cannot come could couldn't did "
        "doesn't done due each else even ever every get getting give given go going good got great how i'd i'll "
        "into isn't keep know let like made make many may maybe more most much must need needs never now off "
        "one only other out over own please put quite really same say see seem some still such sure take thing "
        "things think though through time too two up use used very want way well went what when where which "
        "while who why without won't yes yet i'm i've it's don't didn't wasn't bit lot nothing everything thank "
        "thanks able just us you're they're that's there's"
    ),
    "cy": spaced(
        "angen bob dim ddim eisiau gallu gwneud iawn llawer mwy peth pethau rhai rhaid cael gael pob popeth "
        "diolch isio fwy fawr mawr da dda rhywbeth byth bu mynd dyna dyma heb neb rhywun rhywle hun awn pawb"
    ),
    "de": spaced("alle alles immer machen mehr muss müssen sehr viel viele"),
    "fr": spaced("bien faire faut tout tous toute toutes toujours merci peu rien"),
    "es": spaced("bien gracias hacer más nada todo todos siempre poco"),
    "pt": spaced("bem fazer nada obrigado tudo todos sempre pouco"),
    "it": spaced("bene fare grazie niente sempre tutto tutti poco"),
    "nl": spaced("alles altijd goed meer niets veel"),
    "pl": spaced("bardzo dobrze dużo wszystko więcej zawsze"),
}
