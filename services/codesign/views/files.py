"""Files in and out: look before bringing in; take a copy of everything."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel.web.pages import submit
from kernel.web.paging import ROWS_A_PAGE, key_page
from kernel.web.request import CouncilRequest
from services.catalogue.permissions import require, standing_of
from services.codesign.actions import take_copy
from services.codesign.actions.files.imports import blocking_problems, check_answers
from services.codesign.actions.files.uploads import bring_in, files_of, keep_upload
from services.codesign.engine.polis import read_polis_export
from services.codesign.enums import CopyForm, ImportKind
from services.codesign.exports import as_csv_archive, as_json
from services.codesign.forms.files import ConfirmImportForm, ImportForm
from services.codesign.models import DesignChallenge, ImportBatch, ImportUpload
from services.codesign.permissions import can_export, can_import
from services.codesign.presenters.copies import copy_words
from services.codesign.queries.challenge import visible_challenges
from services.codesign.queries.copies import copies_of, copies_taken
from services.codesign.views.page import find_challenge

PREVIEW_ROWS = 10


@require_http_methods(["GET", "POST"])
def import_files(request: CouncilRequest, pk: int) -> HttpResponse:
    """Choose files and see what they hold; a second button brings them in."""
    challenge = get_object_or_404(visible_challenges(request.actor), pk=pk)
    require(
        can_import(standing_of(request.actor, challenge.service_id)),
        _("Facilitator or commissioner bring in files."),
    )
    if request.POST.get("upload"):
        return _bring_in(request, challenge)
    form = ImportForm(request.POST or None, request.FILES or None) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"challenge": challenge, "form": form}
    if request.method == "POST" and form.is_valid():
        files = {file.name: file.read() for file in form.cleaned_data["files"]}
        upload = submit(form, lambda: keep_upload(actor=request.actor, challenge=challenge, files=files))
        if upload is not None:
            context |= _preview(challenge, upload, form)
    context["imports"] = (
        ImportBatch.objects.filter(challenge=challenge).select_related("imported_by").order_by("-pk")[:25]
    )
    return render(request, "codesign/files/import.html", context, status=422 if form.errors else 200)


def _preview(challenge: DesignChallenge, upload: ImportUpload, form: ImportForm) -> dict[str, Any]:
    files = files_of(upload)
    values = {name: form.cleaned_data[name] for name in ("language", "text_column", "attribution")}
    context: dict[str, Any] = {"upload": upload, "is_polis": upload.kind == ImportKind.POLIS}
    if upload.kind == ImportKind.POLIS:
        try:
            export = read_polis_export(dict(files))
        except (FileNotFoundError, ValueError):
            form.add_error("files", _("Choose comments.csv and votes.csv (or participants-votes.csv) of one export."))
            return {}
        context |= {
            "problems": blocking_problems(export),
            "preview": export.statements[:PREVIEW_ROWS],
            "topic": export.topic,
            "found": {
                "statements": len(export.statements),
                "people": len(export.participants),
                "reactions": len(export.votes.value),
            },
        }
    else:
        name, content = next(iter(files.items()))
        table = check_answers(challenge, name, content, language=values["language"], text_column=values["text_column"])
        context |= {
            "problems": [_("Line %(line)d: %(what)s") % {"line": p.line, "what": p.text} for p in table.problems],
            "preview": table.rows[:PREVIEW_ROWS],
            "text_column": table.text_column,
            "found": {"answers": len(table.rows)},
            "silent": len(table.without_answer),
        }
    context["confirm"] = ConfirmImportForm(initial={"upload": upload.pk, **values})
    return context


def _bring_in(request: CouncilRequest, challenge: DesignChallenge) -> HttpResponse:
    form = ConfirmImportForm(request.POST)
    if form.is_valid():
        upload = get_object_or_404(
            ImportUpload, pk=form.cleaned_data["upload"], challenge=challenge, by_id=request.actor.person_id
        )
        values = {name: form.cleaned_data[name] for name in ("language", "text_column", "attribution")}
        batch = submit(form, lambda: bring_in(actor=request.actor, upload=upload, **values))
        if batch is not None:
            messages.success(request, _("Everything in the file is in."))
            return redirect("codesign:import", pk=challenge.pk)
    context = {
        "challenge": challenge,
        "form": ImportForm(initial=request.POST.dict()),
        "refused": form.errors,
    }
    return render(request, "codesign/files/import.html", context, status=422)


@require_safe
def export(request: CouncilRequest, pk: int) -> HttpResponse:
    """What a copy holds, and where to get it once the findings are agreed."""
    challenge = _exportable(request, pk)
    agreed = challenge.has_findings
    return render(request, "codesign/files/export.html", {"challenge": challenge, "agreed": agreed})


@require_safe
def export_csv(request: CouncilRequest, pk: int) -> HttpResponse:
    """A ZIP of CSV files."""
    challenge = _exportable(request, pk)
    take_copy(actor=request.actor, challenge=challenge, form=CopyForm.CSV)
    return _file(as_csv_archive(challenge), "application/zip", f"challenge-{challenge.pk}.zip")


@require_safe
def export_json(request: CouncilRequest, pk: int) -> HttpResponse:
    """One JSON document."""
    challenge = _exportable(request, pk)
    take_copy(actor=request.actor, challenge=challenge, form=CopyForm.JSON)
    return _file(as_json(challenge), "application/json", f"challenge-{challenge.pk}.json")


@require_safe
def copies(request: CouncilRequest, pk: int) -> HttpResponse:
    """Who took a copy and when, for everybody to read."""
    challenge = find_challenge(request, pk)
    page = key_page(request, copies_of(challenge), newest_first=True, size=ROWS_A_PAGE)
    rows = [(copy, copy_words(copy)) for copy in copies_taken(challenge, page.rows)]
    context = {"challenge": challenge, "page": page, "rows": rows}
    return render(request, "codesign/files/copies.html", context)


def _exportable(request: CouncilRequest, pk: int) -> DesignChallenge:
    challenge = get_object_or_404(visible_challenges(request.actor), pk=pk)
    require(
        can_export(standing_of(request.actor, challenge.service_id)),
        _("Members of the service may take a copy."),
    )
    return challenge


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
