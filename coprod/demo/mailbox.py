"""Reads the e-mails that the demonstration wrote to files instead of sending."""

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

NEWEST = 50
SEPARATOR = b"-" * 79


@dataclass(frozen=True)
class SentMail:
    """One e-mail, as its reader would see it."""

    to: str
    subject: str
    date: str
    body: str


def newest_mail(folder: Path) -> list[SentMail]:
    """The newest e-mails first; none where nothing was sent yet."""
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)[:NEWEST]
    sent: list[SentMail] = []
    for path in files:
        parts = path.read_bytes().split(SEPARATOR)
        sent += [_parsed(part) for part in reversed(parts) if part.strip()]
    return sent[:NEWEST]


def _parsed(content: bytes) -> SentMail:
    message = email.message_from_bytes(content.lstrip(), policy=email.policy.default)
    body = message.get_body(("plain",))
    words = body.get_content() if body is not None else ""
    return SentMail(str(message["To"] or ""), str(message["Subject"] or ""), str(message["Date"] or ""), words.strip())
