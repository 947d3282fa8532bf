"""Send one waiting message by e-mail."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from kernel.accounts.actor import Actor
from kernel.jobs.models import Job
from kernel.jobs.registry import GiveUp, JobContext, JobWork, register_work
from kernel.tenancy.addresses import council_base_url
from kernel.text import clean_line
from participants.people.actions import DELIVER, mark_failed, mark_sent
from participants.people.enums import MessageState
from participants.people.models import Message

REFUSED = "refused"


def load_message(context: JobContext) -> dict[str, Any] | None:
    """The message, if it still waits."""
    fields = ("pk", "tenant_id", "email", "subject", "body", "link")
    row = Message.objects.filter(pk=context.params["message"], state=MessageState.WAITING).values(*fields).first()
    if row is not None and row["link"].startswith("/"):
        row["link"] = council_base_url() + row["link"]
    return row


def mail_message(context: JobContext, row: dict[str, Any] | None) -> dict[str, Any] | None:
    """Send it. Its `Message-ID` is its own for ever, so that a mail server can drop a second copy.

    A mail server that is away or says "not now" raises, and the job is tried again later; one that says "never" to this
    message ends it. What it says of our login is no word about the message, so that is tried again too.
    """
    if row is None:
        return None
    try:
        _send(row)
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as error:
        code = _reply_of(error)
        if code >= 500:
            raise GiveUp(f"{REFUSED}-{code}") from error
        raise
    return row


def _send(row: dict[str, Any]) -> None:
    EmailMessage(
        subject=clean_line(row["subject"]),
        body=f"{row['body']}\n\n{row['link']}\n" if row["link"] else row["body"],
        to=[row["email"]],
        headers={"Message-ID": f"<{row['tenant_id']}.{row['pk']}@{settings.COPROD_MAIL_DOMAIN}>"},
    ).send()


def _reply_of(error: SMTPRecipientsRefused | SMTPSenderRefused | SMTPDataError) -> int:
    """The number in the mail server's reply; of several the one that leaves most hope."""
    if isinstance(error, SMTPRecipientsRefused):
        return min(code for code, _words in error.recipients.values())
    return error.smtp_code


def store_sent(context: JobContext, row: dict[str, Any] | None) -> dict[str, Any]:
    """Mark it as sent."""
    if row is not None:
        mark_sent(actor=Actor.system(), message=row["pk"])
    return {"sent": int(row is not None)}


def give_up(context: JobContext) -> None:
    """After the last try: staff see that the message did not go out, and whether it makes sense to send it again."""
    code = Job.objects.values_list("error_code", flat=True).get(pk=context.job_id)
    mark_failed(actor=Actor.system(), message=context.params["message"], refused=code.startswith(REFUSED))


register_work(DELIVER, JobWork(load=load_message, compute=mail_message, commit=store_sent, failed=give_up))
