"""Welsh words that stand for the same thing as an English one, so that a theme may hold texts in both languages.

Only to place texts near each other: keywords stay as people wrote them. Words that are common when people speak of
public services; what is missing costs nearness, never sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from services.codesign.engine.themes.tokens import any_stem

# Welsh forms, then the English word.
_PAIRS = """
bws bysiau bysus: bus; trên trenau: train; gorsaf gorsafoedd: station; car ceir: car; beic beiciau beicio:
bike; ffordd ffyrdd heol heolydd: road; stryd strydoedd: street; traffig: traffic; parcio: parking; palmant:
pavement; dŵr: water; cerdded: walk; teithio: travel; taith teithiau: journey; trafnidiaeth cludiant:
transport; amserlen: timetable; gyrrwr gyrwyr: driver; tocyn tocynnau: ticket; arhosfan: stop; goleuadau golau
goleuni: light; lamp lampau: lamp; parc parciau: park; coeden coed: tree; gardd gerddi: garden; chwarae: play;
maes meysydd: field; traeth: beach; afon afonydd: river; môr: sea; gwyrdd: green; sbwriel: rubbish; ailgylchu:
recycling; bin biniau: bin; glân: clean; budr brwnt: dirty; llifogydd: flood; tywydd: weather; oer: cold;
cynnes: warm; gwres gwresogi: heating; glaw: rain; plentyn plant: child; babi babanod: baby; rhiant rhieni:
parent; teulu teuluoedd: family; mam mamau: mum; tad tadau: dad; merch merched: girl; bachgen bechgyn: boy;
dyn dynion: man; menyw menywod dynes: woman; ifanc: young; hen: old; henoed: elderly; gŵr: husband; gwraig:
wife; brawd: brother; chwaer: sister; ffrind ffrindiau: friend; cymydog cymdogion: neighbour; pobl: people;
person: person; cymuned cymunedau: community; ysgol ysgolion: school; athro athrawon athrawes: teacher; coleg:
college; prifysgol: university; dysgu: learn; addysg: education; gwers gwersi: lesson; llyfr llyfrau: book;
llyfrgell llyfrgelloedd: library; darllen: read; cyfrifiadur: computer; meddyg meddygon: doctor; nyrs nyrsys:
nurse; ysbyty ysbytai: hospital; meddygfa: surgery; deintydd: dentist; clinig: clinic; ward: ward; apwyntiad
apwyntiadau: appointment; claf cleifion: patient; iechyd: health; meddwl: mind; meddyliol: mental;
meddyginiaeth moddion: medication; triniaeth: treatment; poen: pain; sâl: ill; salwch: illness; gofal: care;
gofalwr gofalwyr: carer; cefnogaeth: support; cymorth help helpu: help; cyngor cynghorau: council; cynghorydd:
councillor; gwasanaeth gwasanaethau: service; staff: staff; gweithiwr gweithwyr: worker; swyddog swyddogion:
officer; heddlu: police; trosedd troseddau: crime; diogel: safe; diogelwch: safety; ofn: fear; ofnus: afraid;
cyllell cyllyll: knife; cyffuriau: drug; alcohol: alcohol; aros: wait; hir: long; hwyr: late; cynnar: early;
araf: slow; cyflym: quick; amser: time; awr oriau: hour; munud munudau: minute; diwrnod dyddiau dydd: day; nos
noson: night; noswaith: evening; bore: morning; prynhawn: afternoon; wythnos wythnosau: week; mis misoedd:
month; blwyddyn blynyddoedd: year; gaeaf: winter; haf: summer; penwythnos: weekend; llawn: full; gwag: empty;
prysur: busy; drud: expensive; rhad: cheap; arian: money; cost costau pris prisiau: cost; bil biliau: bill;
talu: pay; budd-dal: benefit; swydd swyddi: job; gwaith: work; tŷ tai: house; cartref: home; fflat: flat;
rhent: rent; llety: accommodation; digartref: homeless; tenant tenantiaid: tenant; lleithder: damp; siop
siopau: shop; tref: town; dinas: city; pentref: village; canol: centre; canolfan: centre; neuadd: hall; caffi:
cafe; bwyd: food; paned: tea; te: tea; coffi: coffee; pwll: pool; nofio: swim; chwaraeon: sport; clwb clybiau:
club; cerddoriaeth: music; celf: art; digwyddiad digwyddiadau: event; drws drysau: door; ystafell
ystafelloedd: room; toiled toiledau tŷ-bach: toilet; sedd seddi seddau: seat; mainc meinciau: bench; ramp:
ramp; cadair: chair; olwyn: wheel; anabl: disabled; anabledd: disability; byddar: deaf; dall: blind; mynediad:
access; gwybodaeth: information; llythyr llythyrau: letter; ffôn ffonio: phone; galwad galwadau: call; neges:
message; ateb: answer; cwestiwn cwestiynau: question; ffurflen ffurflenni: form; gwefan: website; ar-lein:
online; rhyngrwyd: internet; iaith: language; cymraeg: welsh; saesneg: english; siarad: talk; gwrando: listen;
esbonio: explain; deall: understand; gofyn: ask; dweud: tell; teimlo: feel; caredig: kind; cyfeillgar:
friendly; parch: respect; urddas: dignity; unig: lonely; unigrwydd: loneliness; tawel: quiet; swnllyd: noisy;
sŵn: noise; agor agored: open; cau ar-gau: close; trwsio: repair; torri: break; newydd: new; lleol: local; cŵn
ci: dog; baw: mess; tân: fire; pont: bridge;
"""
BRIDGED = frozenset(("cy",))
_SOFT = {"p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "ll": "l", "m": "f", "rh": "r"}
_NASAL = {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"}
_ASPIRATE = {"p": "ph", "t": "th", "c": "ch"}
_DOUBLE = frozenset(("ll", "rh", "ch", "dd", "th", "ph", "ff", "ng"))


def bridged(stems: Sequence[str], language: str) -> list[str]:
    """The stems, with English ones in place of the Welsh ones that stand for the same."""
    if language not in BRIDGED:
        return list(stems)
    known = _welsh()
    return [known.get(stem, stem) for stem in stems]


@lru_cache(maxsize=1)
def _welsh() -> dict[str, str]:
    """English stems by Welsh stem, mutated forms included where they are no other word."""
    plain: dict[str, str] = {}
    changed: dict[str, str] = {}
    for entry in _PAIRS.replace("\n", " ").split(";"):
        welsh, _, english = entry.partition(":")
        for word in welsh.split():
            target = any_stem(english.strip(), "en")
            plain.setdefault(any_stem(word, "cy"), target)
            for form in _mutations(word):
                changed.setdefault(any_stem(form, "cy"), target)
    return changed | plain


def _mutations(word: str) -> list[str]:
    """How the first letter changes after other words: 'bws' is also 'fws' and 'mws'."""
    first = word[:2] if word[:2] in _DOUBLE else word[:1]
    changed = [table[first] + word[len(first) :] for table in (_SOFT, _NASAL, _ASPIRATE) if first in table]
    return [form for form in changed if len(form) > 2]
