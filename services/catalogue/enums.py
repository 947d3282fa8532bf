"""Choices of services and memberships, and the audit verbs of this app."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceRole(models.TextChoices):
    """What somebody may do in one service. Whose voice they are is their stake."""

    FACILITATOR = "facilitator", _("Facilitator: runs the process fairly")
    COMMISSIONER = "commissioner", _("Commissioner: answers for the service")
    MEMBER = "member", _("Member: takes part in the work")


class Pole(models.TextChoices):
    """The three corners of the “triangle that moves the mountain”."""

    PEOPLE = "people", _("People")
    KNOWLEDGE = "knowledge", _("Knowledge")
    GOVERNMENT = "government", _("Government")


class EndReason(models.TextChoices):
    """Why somebody is not in a service any more. Public, by stake; the words for others stand apart from their name."""

    LEFT = "left", _("They left themselves")
    MOVED = "moved", _("They moved away or cannot take part any more")
    SILENT = "silent", _("They did not answer for a long time")
    MISTAKE = "mistake", _("They were invited by mistake")
    CONDUCT = "conduct", _("They broke the rules that everybody agreed to")
    DECLINED = "declined", _("They said no to the invitation")


# For so long after paid work for the council nobody is its resident in a service.
RESIDENT_AGAIN_AFTER = timedelta(days=365)

# What a key may be used for: what every stage reads and manages in a service.
SCOPES = {
    "read": _("Read services, questions, answers and results"),
    "manage": _("Describe the service and prepare questions"),
}

VERBS = {
    "catalogue.service_started": _("started the service"),
    "catalogue.service_changed": _("changed the service's description"),
    "catalogue.outcome_added": _("named something the service is meant to change"),
    "catalogue.outcome_removed": _("took back something the service was meant to change"),
    "catalogue.member_invited": _("invited somebody"),
    "catalogue.member_joined": _("joined the service"),
    "catalogue.member_changed": _("changed a member's role or stake"),
    "catalogue.member_left": _("ended a membership"),
    "catalogue.member_confirmed": _("confirmed somebody of their own side who joined late"),
    "catalogue.key_given": _("gave a partner system a key for this service"),
    "catalogue.key_stopped": _("stopped a partner system's key for this service"),
    "catalogue.exception_granted": _("gave somebody an extra right in this service"),
    "catalogue.exception_revoked": _("took back an extra right in this service"),
}
