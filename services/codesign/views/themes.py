"""What the answers are about: put answers that stand in the wrong theme into the right one, and name themes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kernel.errors import Conflict
from kernel.jobs.queries import latest_job
from kernel.reading import counting
from kernel.reading.counting import Figure, count_up_to
from kernel.web.pages import submit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.codesign import actions
from services.codesign.actions.findings.synthesis import SYNTHESISE
from services.codesign.actions.themes import MOST_AT_ONCE
from services.codesign.enums import THEMES_MOVE_IN, ChallengeState
from services.codesign.forms.findings import ids_in
from services.codesign.forms.themes import MoveForm, NameForm, ThemeSearchForm
from services.codesign.models import Feedback
from services.codesign.presenters.themes import theme_words
from services.codesign.queries.themes import NOWHERE, Theme, ThemePart, ThemesNow, answers_in, themes_now
from services.codesign.views.page import ChallengePage, work_on


@dataclass(frozen=True)
class Shown:
    """The theme that is looked at. `name` is "" for what fits nowhere, None for what is new since the summing-up.

    `part`: the finer theme of it, where one is chosen.
    """

    name: str | None
    theme: Theme | None
    size: int
    wanted: str
    part: ThemePart | None = None

    @property
    def title(self) -> str:
        """What the page is headed by: the name that people gave, else an answer that stands for the rest."""
        if self.theme is not None:
            return theme_words(self.theme)
        return _("New since this summing-up") if self.name is None else _("Fits nowhere")

    def address(self, challenge_pk: int, name: str = "") -> str:
        """Its first page, with the search; under another name where it has been given one."""
        which = {"theme": name or self.name} if self.theme else {"show": "new" if self.name is None else "nowhere"}
        asked = {"part": self.part.key if self.part else "", "q": self.wanted}
        query = {**which, **{key: value for key, value in asked.items() if value}}
        return f"{reverse('codesign:themes', args=[challenge_pk])}?{urlencode(query)}"


@dataclass(frozen=True)
class Line:
    """An answer, and who put it where it stands; `moved` where the run has it elsewhere."""

    answer: Feedback
    ticked: bool
    put_by: str = ""
    moved: bool = False
    mine: bool = False


@require_http_methods(["GET", "POST"])
def themes(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest run's themes; the answers of a chosen one, to move elsewhere; and what it is called."""
    found = work_on(request, pk)
    require(found.may["teach"], _("Residents, professionals and the facilitator look after the themes."))
    now = themes_now(found.challenge)
    search = ThemeSearchForm(request.GET)
    shown = _shown(request, now, search.cleaned_data["q"] if search.is_valid() else "")
    if now is None or shown is None:
        if request.method == "POST":
            raise Conflict(_("This theme is not there any more. Load the page again."), code="stale")
        return _overview(request, found, now)
    posted = request.POST or None
    naming = posted is not None and posted.get("do") == "name"
    move = MoveForm([theme.name for theme in now.themes if theme.named], shown.name, None if naming else posted)
    name = NameForm(
        posted if naming else None, initial={"name": shown.name if shown.theme and shown.theme.named else ""}
    )
    if posted is not None:
        done = _name(found, shown, name) if naming else _move_or_undo(request, found, now, shown, move)
        if done is not None:
            messages.success(request, done)
            renamed = name.cleaned_data["name"] if naming else ""
            return redirect(shown.address(pk, " ".join(renamed.split())))
    return _answers(request, found, now, shown, {"search_form": search, "form": move, "name_form": name})


def _shown(request: HttpRequest, now: ThemesNow | None, wanted: str) -> Shown | None:
    """What the address asks for; None for the list of all themes, and where there is no such theme."""
    if now is None:
        return None
    if request.GET.get("show") == "new":
        return Shown(None, None, now.new, wanted)
    if request.GET.get("show") == "nowhere":
        return Shown(NOWHERE, None, now.nowhere, wanted)
    theme = now.theme(request.GET.get("theme", ""))
    if theme is None:
        return None
    part = next((one for one in theme.parts if one.key == request.GET.get("part")), None)
    return Shown(theme.name, theme, (part or theme).size, wanted, part)


def _move_or_undo(
    request: HttpRequest, found: ChallengePage, now: ThemesNow, shown: Shown, form: MoveForm
) -> str | None:
    """What to say afterwards; None where something was wrong."""
    common: dict[str, Any] = {"actor": found.actor, "challenge": found.challenge}
    if "undo" in request.POST:
        # The other fields stand beside the button; nobody filled them in for it.
        form.errors.clear()
        ids = ids_in(request.POST.getlist("undo"))
        done = submit(form, lambda: actions.undo_move(**common, feedback_ids=ids))
        return done and ngettext("%(n)d move was taken back.", "%(n)d moves were taken back.", done) % {"n": done}
    if not form.is_valid():
        return None
    if form.cleaned_data["everything"]:
        rows = answers_in(found.challenge, now, shown.name, shown.wanted, part=shown.part.key if shown.part else "")
        ids = list(rows.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    else:
        ids = ids_in(request.POST.getlist("items"))
    done = submit(form, lambda: actions.move_to_theme(**common, feedback_ids=ids, theme=form.name))
    return done and ngettext("%(n)d answer was moved.", "%(n)d answers were moved.", done) % {"n": done}


def _name(found: ChallengePage, shown: Shown, form: NameForm) -> str | None:
    if not form.is_valid():
        return None
    given = {"theme": shown.name or "", "name": form.cleaned_data["name"]}
    done = submit(form, lambda: actions.name_theme(actor=found.actor, challenge=found.challenge, **given))
    if done is None:
        return None
    if found.challenge.state == ChallengeState.FEEDBACK_CLOSED:
        return _("The theme has its name. What it says is drafted as a finding, for you to check.")
    return _("The theme has its name. The next summing-up keeps it.")


def _overview(request: HttpRequest, found: ChallengePage, now: ThemesNow | None) -> HttpResponse:
    gone = now is not None and "theme" in request.GET
    return found.page(request, "themes/themes", now=now, gone=gone, **_again(found, now))


def _answers(
    request: HttpRequest, found: ChallengePage, now: ThemesNow, shown: Shown, forms: dict[str, Any]
) -> HttpResponse:
    rows = answers_in(found.challenge, now, shown.name, shown.wanted, part=shown.part.key if shown.part else "")
    page = key_page(request, rows)
    total = count_up_to(rows, counting.COUNTED_UP_TO) if shown.wanted else Figure(shown.size)
    ticked = set(ids_in(request.POST.getlist("items")))
    return found.page(
        request,
        "themes/theme",
        now=now,
        shown=shown,
        page=page,
        total=total.value,
        shown_total=f"{total.value:,}+" if total.is_more else f"{total.value:,}",
        items=[_line(found, now, row, row.pk in ticked) for row in page.rows],
        most=MOST_AT_ONCE,
        faulty_form=forms["name_form"] if forms["name_form"].is_bound else forms["form"],
        **forms,
        **_again(found, now),
    )


def _line(found: ChallengePage, now: ThemesNow, row: Feedback, ticked: bool) -> Line:
    label = getattr(row, "theme_label", None)
    if label is None:
        return Line(row, ticked)
    moved = now.found_in.get(row.pk) != label.theme
    return Line(row, ticked, label.by.display_name, moved, label.by_id == found.actor.person_id)


def _again(found: ChallengePage, now: ThemesNow | None) -> dict[str, Any]:
    """Whether answers can be moved, and whether to sum up again: asked only where something was moved."""
    editable = found.challenge.state in THEMES_MOVE_IN
    can_run = found.may["run"] and found.challenge.state in (ChallengeState.OPEN, ChallengeState.FEEDBACK_CLOSED)
    job = latest_job(SYNTHESISE, found.challenge) if now is not None else None
    running = job is not None and job.is_unfinished
    return {"editable": editable, "running": running, "can_run": can_run and not running}
