"""Files that come in: choose, look, name the columns, bring in; a resident confirms or refuses.

Who may bring files in is asked before anything that was sent is read, the form's own secret included. So these views
ask first and have Django check that secret afterwards.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.jobs.models import Job
from kernel.jobs.queries import latest_job
from kernel.web.pages import posted, press, saved, submit
from kernel.web.progress import job_context, progress_answer
from kernel.web.request import CouncilRequest
from services.catalogue.permissions import standing_of
from services.codesign.actions.imports.batches import (
    confirm_import,
    refuse_import,
    require_may_import,
    take_back_import,
)
from services.codesign.actions.imports.uploads import READ_FILES, bring_in, choose_columns, drop_upload, keep_upload
from services.codesign.forms.imports import NOT_ASKED, ColumnsForm, ImportForm, RefuseImportForm
from services.codesign.models import DesignChallenge, ImportBatch, ImportUpload
from services.codesign.permissions import can_confirm_import, can_take_back_import
from services.codesign.presenters.imports import batch_shown, reading_shown
from services.codesign.queries.challenge import visible_challenges
from services.codesign.queries.imports import BATCHES_SHOWN, imports_of, uploads_of
from services.codesign.views.page import find_challenge, work_on

View = Callable[..., HttpResponse]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def import_files(request: CouncilRequest, pk: int) -> HttpResponse:
    """Choose files; a worker reads them, and the next page shows what they hold."""
    return _asked_first(request, pk, _choose)


def _asked_first(request: CouncilRequest, pk: int, view: View, **more: Any) -> HttpResponse:
    challenge = get_object_or_404(visible_challenges(request.actor), pk=pk)
    require_may_import(request.actor, challenge)
    checked: View = csrf_protect(view)
    return checked(request, challenge, **more)


def _choose(request: CouncilRequest, challenge: DesignChallenge) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        files = {file.name: file.read() for file in values.pop("files")}
        upload = submit(form, lambda: keep_upload(actor=request.actor, challenge=challenge, files=files, **values))
        if upload is not None:
            return redirect("codesign:upload", pk=challenge.pk, upload_pk=upload.pk)
    context = {
        "challenge": challenge,
        "form": form,
        "uploads": uploads_of(challenge)[:BATCHES_SHOWN],
        "imports": [batch_shown(batch) for batch in imports_of(challenge)[:BATCHES_SHOWN]],
    }
    return render(request, "codesign/imports/choose.html", context, status=422 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: CouncilRequest, pk: int, upload_pk: int) -> HttpResponse:
    """What the files hold, or how far their reading is; and which column holds what."""
    return _asked_first(request, pk, _upload, upload_pk=upload_pk)


def _upload(request: CouncilRequest, challenge: DesignChallenge, upload_pk: int) -> HttpResponse:
    found = get_object_or_404(uploads_of(challenge), pk=upload_pk)
    reading = reading_shown(found)
    form = None
    if found.reading is not None and found.reading["header"]:
        form = ColumnsForm(posted(request), header=found.reading["header"], initial=_as_chosen(found))
        words = _("The file is being read again.")
        if saved(request, form, choose_columns, words, upload=found):
            return redirect("codesign:upload", pk=challenge.pk, upload_pk=found.pk)
    job = latest_job(READ_FILES, found)
    context = {
        "challenge": challenge,
        "upload": found,
        "reading": reading,
        "form": form,
        **(job_context(job, _progress_url(found, job)) if reading is None else {}),
    }
    faulty = form is not None and form.errors
    return render(request, "codesign/imports/upload.html", context, status=422 if faulty else 200)


def _as_chosen(upload: ImportUpload) -> dict[str, str]:
    consent = NOT_ASKED if upload.consent_column == "" else upload.consent_column or ""
    return {"text_column": upload.text_column, "consent_column": consent}


def _progress_url(upload: ImportUpload, job: Job | None) -> str:
    return reverse("codesign:upload_progress", args=[upload.challenge_id, upload.pk, job.pk]) if job else ""


@require_safe
def upload_progress(request: CouncilRequest, pk: int, upload_pk: int, job_pk: int) -> HttpResponse:
    """How far the reading is: a part of the page, asked for every two seconds."""
    challenge = get_object_or_404(visible_challenges(request.actor), pk=pk)
    require_may_import(request.actor, challenge)
    found = get_object_or_404(uploads_of(challenge), pk=upload_pk)
    job = get_object_or_404(Job, pk=job_pk, kind=READ_FILES, key=str(found.pk))
    return progress_answer(request, job, _progress_url(found, job), "codesign:upload", pk=pk, upload_pk=upload_pk)


@require_POST
def bring_upload_in(request: CouncilRequest, pk: int, upload_pk: int) -> HttpResponse:
    """Bring in what was looked at; it waits for a resident then."""
    found = get_object_or_404(uploads_of(find_challenge(request, pk)), pk=upload_pk)
    words = _("It is brought in. It counts as soon as a resident of this service has confirmed it.")
    if press(request, lambda: bring_in(actor=request.actor, upload=found), words):
        return redirect("codesign:import", pk=pk)
    return redirect("codesign:upload", pk=pk, upload_pk=upload_pk)


@require_POST
def drop(request: CouncilRequest, pk: int, upload_pk: int) -> HttpResponse:
    """Forget the files."""
    found = get_object_or_404(uploads_of(find_challenge(request, pk)), pk=upload_pk)
    press(request, lambda: drop_upload(actor=request.actor, upload=found), _("The file is forgotten."))
    return redirect("codesign:import", pk=pk)


@require_safe
def one_import(request: CouncilRequest, pk: int, batch_pk: int) -> HttpResponse:
    """What came from one file, for the members of the service: who brought it in, what it holds, what became of it."""
    return _import_page(request, pk, batch_pk, None)


def _import_page(request: CouncilRequest, pk: int, batch_pk: int, form: RefuseImportForm | None) -> HttpResponse:
    found = work_on(request, pk)
    batch = _batch(found.challenge, batch_pk)
    standing = standing_of(found.actor, found.challenge.service_id)
    may_confirm = batch.is_waiting and can_confirm_import(standing, batch, found.actor)
    return found.page(
        request,
        "imports/import",
        batch=batch_shown(batch, whole=True),
        may_confirm=may_confirm,
        may_take_back=batch.is_live and can_take_back_import(standing, batch, found.actor),
        form=form or RefuseImportForm(),
    )


def _batch(challenge: DesignChallenge, batch_pk: int) -> ImportBatch:
    return get_object_or_404(imports_of(challenge).defer(None).defer("marks"), pk=batch_pk)


@require_POST
def confirm(request: CouncilRequest, pk: int, batch_pk: int) -> HttpResponse:
    """A resident says that this belongs here."""
    batch = _batch(find_challenge(request, pk), batch_pk)
    words = _("Thank you. What is in the file counts now, once it is looked through.")
    press(request, lambda: confirm_import(actor=request.actor, batch=batch), words)
    return redirect("codesign:one_import", pk=pk, batch_pk=batch_pk)


@require_POST
def refuse(request: CouncilRequest, pk: int, batch_pk: int) -> HttpResponse:
    """A resident says why this does not belong here."""
    batch = _batch(find_challenge(request, pk), batch_pk)
    form = RefuseImportForm(request.POST)
    if saved(request, form, refuse_import, _("The file is refused. Nothing of it is kept."), batch=batch):
        return redirect("codesign:one_import", pk=pk, batch_pk=batch_pk)
    return _import_page(request, pk, batch_pk, form)


@require_POST
def take_back(request: CouncilRequest, pk: int, batch_pk: int) -> HttpResponse:
    """Take everything back that came with the file."""
    batch = _batch(find_challenge(request, pk), batch_pk)
    press(request, lambda: take_back_import(actor=request.actor, batch=batch), _("All of it is taken back."))
    return redirect("codesign:one_import", pk=pk, batch_pk=batch_pk)
