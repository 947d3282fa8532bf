"""Choices of people, and the audit verbs of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stake(models.TextChoices):
    """Whose voice it is. Balance counts stake, never role."""

    CITIZEN = "citizen", _("Resident")
    PROFESSIONAL = "professional", _("Professional")
    PARTNER = "partner", _("Partner organisation")


class CouncilRoleName(models.TextChoices):
    """What somebody may do across the council."""

    ADMINISTRATOR = "administrator", _("Administrator: settings and support")
    OFFICER = "officer", _("Officer: may start services")


class MessageChannel(models.TextChoices):
    """How somebody wants to hear from us. E-mail is never required."""

    EMAIL = "email", _("E-mail")
    POST = "post", _("Letter")
    PHONE = "phone", _("Phone call")
    NONE = "none", _("Only on this website")


class MessageState(models.TextChoices):
    """Where a message is on its way."""

    INBOX = "inbox", _("On this website")
    WAITING = "waiting", _("About to be e-mailed")
    SENT = "sent", _("E-mailed")
    BY_HAND = "by_hand", _("For staff to pass on by letter or phone")
    FAILED = "failed", _("Could not be e-mailed")


class Language(models.TextChoices):
    """Languages people may ask to hear from us in."""

    ENGLISH = "en", "English"
    WELSH = "cy", "Cymraeg"


VERBS = {
    "people.person_added": _("added a person"),
    "people.person_joined": _("signed in for the first time"),
    "people.person_changed": _("changed their details"),
    "people.role_given": _("gave a council-wide role"),
    "people.role_taken": _("took away a council-wide role"),
    "people.key_made": _("made a key for a partner system"),
    "people.key_revoked": _("stopped a partner system's key"),
    "people.message_passed_on": _("passed a message on by letter or phone"),
    "people.messages_sent_again": _("sent messages again that could not be e-mailed"),
    "people.settings_changed": _("changed the council's settings"),
}

# Whoever signs in for the first time is named on no public page yet.
UNSEEN = frozenset({"people.person_joined"})
