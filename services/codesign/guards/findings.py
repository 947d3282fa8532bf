"""The findings rest on everything that was said, and both sides stand by them."""

from collections.abc import Collection

from django.db.models import DateTimeField, Max, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.disclosure import STEP_PEOPLE, STEP_TIME
from kernel.errors import Reason
from kernel.reading import counting
from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import missing_languages
from participants.people.enums import Stake
from services.codesign.enums import InsightState
from services.codesign.models import (
    DesignChallenge,
    ImportBatch,
    Insight,
    Signature,
    SynthesisRun,
)
from services.codesign.queries.findings.insights import digest_now, unused_count
from services.codesign.queries.findings.runs import people_since, run_facts


def guard_synthesis_run(challenge: DesignChallenge) -> list[Reason]:
    """The summing-up has run over everything that came in, after the window closed."""
    runs = SynthesisRun.objects.filter(challenge=challenge, interim=False)
    files = ImportBatch.objects.filter(challenge=challenge, confirmed_at__gt=challenge.closes_at, state="confirmed")
    newest = files.order_by().values("challenge").annotate(at=Max("confirmed_at")).values("at")
    since = Coalesce(Subquery(newest), Value(challenge.closes_at, output_field=DateTimeField()))
    if runs.filter(created_at__gte=since).exists():
        return []
    return [
        Reason(
            "synthesis-missing",
            _("The answers have not been summed up yet."),
            reverse("codesign:synthesis", args=[challenge.pk]),
        )
    ]


def too_soon_to_look_again(challenge: DesignChallenge) -> list[Reason]:
    """An early summing-up follows another an hour and ten people later: two must not tell what one person said."""
    last = run_facts(challenge)
    if last is None:
        return []
    if clock.now() - last.created_at >= STEP_TIME and people_since(challenge, last.created_at) >= STEP_PEOPLE:
        return []
    text = _(
        "You can look again an hour after the last time, once %(n)d more people have said something. "
        "So nobody can tell from two looks what one person said."
    )
    return [Reason("too-soon", text % {"n": STEP_PEOPLE})]


def guard_all_feedback_used(challenge: DesignChallenge) -> list[Reason]:
    """G-synthesised: each accepted item supports a kept insight or is set aside with a reason."""
    return unused_reasons(challenge, unused_count(challenge))


def unused_reasons(challenge: DesignChallenge, unused: int) -> list[Reason]:
    """What is wrong with so many answers and statements that are neither used nor set aside."""
    if not unused:
        return []
    text = ngettext(
        "%(n)d answer or statement supports no finding and is not set aside with a reason.",
        "%(n)d answers or statements support no finding and are not set aside with a reason.",
        unused,
    )
    if unused > counting.COUNTED_UP_TO:
        text = _("More than %(n)d answers and statements support no finding and are not set aside with a reason.")
        unused = counting.COUNTED_UP_TO
    return [Reason("feedback-unused", text % {"n": unused}, reverse("codesign:unused", args=[challenge.pk]))]


def guard_insights_ready(challenge: DesignChallenge) -> list[Reason]:
    """There are findings, none is left as a draft or waits for another look, and each is there in every language."""
    rows = Insight.objects.filter(challenge=challenge, state__in=[InsightState.KEPT, InsightState.DRAFT])
    found = list(rows.values_list("state", "needs_another_look", "text"))
    kept = [(again, text) for state, again, text in found if state == InsightState.KEPT]
    drafts = len(found) - len(kept)
    again = sum(1 for needs_it, _text in kept if needs_it)
    # G-publish: a bilingual council publishes in all its languages.
    partial = sum(1 for _again, text in kept if missing_languages(text)) if current_tenant().is_bilingual else 0
    where = reverse("codesign:insights", args=[challenge.pk])
    reasons = []
    if not kept:
        reasons.append(Reason("no-insight", _("There is no finding yet."), where))
    if drafts:
        text = ngettext(
            "%(n)d drafted finding is neither kept, merged nor dropped.",
            "%(n)d drafted findings are neither kept, merged nor dropped.",
            drafts,
        )
        reasons.append(Reason("drafts-left", text % {"n": drafts}, where))
    if again:
        text = ngettext(
            "%(n)d finding needs another look, because somebody took back what it rests on.",
            "%(n)d findings need another look, because people took back what they rest on.",
            again,
        )
        reasons.append(Reason("look-again", text % {"n": again}, where))
    if partial:
        text = ngettext(
            "%(n)d finding is not there in every language of the council.",
            "%(n)d findings are not there in every language of the council.",
            partial,
        )
        reasons.append(Reason("finding-one-language", text % {"n": partial}, where))
    return reasons


def guard_signed_by_both_sides(challenge: DesignChallenge) -> list[Reason]:
    """At least one citizen and one professional have signed the findings as they stand now."""
    now = DesignChallenge.objects.filter(pk=challenge.pk).values(now=digest_now())
    signatures = Signature.objects.filter(challenge=challenge, digest=Subquery(now))
    return signature_reasons(challenge, set(signatures.values_list("stake", flat=True)))


def signature_reasons(challenge: DesignChallenge, stakes: Collection[str]) -> list[Reason]:
    """Which side's signature is missing, given the sides that have signed."""
    where = reverse("codesign:insights", args=[challenge.pk])
    reasons = []
    if Stake.CITIZEN not in stakes:
        reasons.append(
            Reason("citizen-signature-missing", _("No resident has signed the findings as they stand."), where)
        )
    if Stake.PROFESSIONAL not in stakes:
        reasons.append(
            Reason(
                "professional-signature-missing",
                _("No professional has signed the findings as they stand."),
                where,
            )
        )
    return reasons
