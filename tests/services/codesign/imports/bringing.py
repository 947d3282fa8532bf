"""What tests of files that come in share."""

import io
from collections.abc import Mapping
from typing import Any

from kernel.accounts.actor import Actor
from kernel.jobs.models import Job
from kernel.jobs.runner import run_job
from kernel.tenancy.scope import current_tenant_id
from services.codesign.actions.imports.batches import confirm_import
from services.codesign.actions.imports.uploads import READ_FILES, bring_in, keep_upload
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    Feedback,
    ImportBatch,
    ImportUpload,
    Reaction,
    Statement,
)

COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1658934589213,x,1,0,2,1,1,"More youth clubs, please"
1658934589214,x,2,0,1,1,0,"Officers should walk
the beat"
1658934589215,x,3,1,1,0,-1,Rude words
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1,x,1,0,1
2,x,1,1,1
3,x,1,2,-1
4,x,2,0,-1
5,x,2,1,1
6,x,3,1,1
7,x,2,1,0
8,x,2,1,1
"""
POLIS = {"comments.csv": COMMENTS.encode(), "votes.csv": VOTES.encode()}
TABLE = {
    "answers.csv": (
        b"Feedback,Stake,Mode,Language,Consent\n"
        b"The staff were kind,resident,paper,en,yes\n"
        b"Roedd y staff yn garedig,,online,cy,No thank you\n"
    )
}


def actor_of(person: Any) -> Actor:
    return Actor.for_person(person.pk)


def read(upload: ImportUpload) -> ImportUpload:
    """A worker reads what was sent."""
    job = Job.objects.filter(kind=READ_FILES, key=str(upload.pk)).latest("pk")
    assert run_job(current_tenant_id(), job.pk) == "done"
    upload.refresh_from_db()
    return upload


def sent(person: Any, challenge: DesignChallenge, files: Mapping[str, bytes], **said: Any) -> ImportUpload:
    """Files that somebody sent and a worker has read."""
    return read(keep_upload(actor=actor_of(person), challenge=challenge, files=files, language="en", **said))


def brought_in(person: Any, challenge: DesignChallenge, files: Mapping[str, bytes], **said: Any) -> ImportBatch:
    """Files that wait for a resident."""
    return bring_in(actor=actor_of(person), upload=sent(person, challenge, files, **said))


def confirmed(people: Any, challenge: DesignChallenge, files: Mapping[str, bytes], **said: Any) -> ImportBatch:
    """Files that the facilitator brought in and a resident confirmed."""
    batch = brought_in(people.facilitator, challenge, files, **said)
    return confirm_import(actor=actor_of(people.citizens[0]), batch=batch)


def rows(challenge: DesignChallenge) -> tuple[int, ...]:
    """How many people, answers, statements and reactions there are."""
    return tuple(
        model.objects.filter(challenge=challenge).count() for model in (Contributor, Feedback, Statement, Reaction)
    )


def as_files(files: Mapping[str, bytes]) -> list[io.BytesIO]:
    """As a browser sends them."""
    made = []
    for name, content in files.items():
        file = io.BytesIO(content)
        file.name = name
        made.append(file)
    return made
