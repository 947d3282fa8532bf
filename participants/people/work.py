"""Send one waiting message by e-mail."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from kernel.accounts.actor import Actor
from kernel.jobs.registry import JobContext, JobWork, register_work
from kernel.tenancy.addresses import council_base_url
from kernel.text import clean_line
from participants.people.actions import DELIVER, mark_failed, mark_sent
from participants.people.enums import MessageState
from participants.people.models import Message


def load_message(context: JobContext) -> dict[str, Any] | None:
    """The message, if it still waits."""
    fields = ("pk", "tenant_id", "email", "subject", "body", "link")
    row = Message.objects.filter(pk=context.params["message"], state=MessageState.WAITING).values(*fields).first()
    if row is not None and row["link"].startswith("/"):
        row["link"] = council_base_url() + row["link"]
    return row


def mail_message(context: JobContext, row: dict[str, Any] | None) -> dict[str, Any] | None:
    """Send it. Its `Message-ID` is its own for ever, so that a mail server can drop a second copy.

    A mail server that is away raises, and the job is tried again later.
    """
    if row is not None:
        EmailMessage(
            subject=clean_line(row["subject"]),
            body=f"{row['body']}\n\n{row['link']}\n" if row["link"] else row["body"],
            to=[row["email"]],
            headers={"Message-ID": f"<{row['tenant_id']}.{row['pk']}@{settings.COPROD_MAIL_DOMAIN}>"},
        ).send()
    return row


def store_sent(context: JobContext, row: dict[str, Any] | None) -> dict[str, Any]:
    """Mark it as sent."""
    if row is not None:
        mark_sent(actor=Actor.system(), message=row["pk"])
    return {"sent": int(row is not None)}


def give_up(context: JobContext) -> None:
    """After the last try: staff see that the message did not go out."""
    mark_failed(actor=Actor.system(), message=context.params["message"])


register_work(DELIVER, JobWork(load=load_message, compute=mail_message, commit=store_sent, failed=give_up))
