"""Choices of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a partner system's key may be used for; never more than the person it acts for may do."""

    READ = "read", _("Read services, questions, answers and results")
    FEEDBACK = "feedback", _("Send in answers and reactions")
    ANALYSE = "analyse", _("Start the summing-up, write and sign findings")
    MANAGE = "manage", _("Set up and move on questions")
