"""What workers do for the council's own record."""

import logging
from typing import Any

from kernel.audit.actions import check_record
from kernel.jobs.actions import CHECK_RECORD
from kernel.jobs.registry import JobContext, JobWork, register_work
from kernel.tenancy.scope import current_tenant

logger = logging.getLogger(__name__)


def nothing(context: JobContext, loaded: None = None) -> None:
    """The record is read where the check is written down, in one transaction."""


def check(context: JobContext, computed: None) -> dict[str, Any]:
    """Compare the record with its seals, and say on the log whether they fit."""
    found, council = check_record(), current_tenant().slug
    if found.is_whole:
        logger.info("record_is_whole", extra={"council": council, "seals": found.seals})
    else:
        faults = [str(fault) for fault in found.faults]
        logger.error("record_does_not_fit", extra={"council": council, "faults": faults})
    return {"whole": found.is_whole}


register_work(CHECK_RECORD, JobWork(load=nothing, compute=nothing, commit=check))
