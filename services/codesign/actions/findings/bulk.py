"""Many things at once: only with the list seen, and known as one go afterwards."""

import uuid

from django.utils.translation import ngettext

from kernel.errors import Invalid

# So many may be done without being asked about.
SINGLY = 10


def one_go(count: int, confirmed_count: int | None) -> str:
    """What marks so many things as done in one go; "" for a few.

    Above `SINGLY` somebody has to say how many they saw and mean. Invalid where that is not how many there are.
    """
    if count <= SINGLY:
        return ""
    if confirmed_count != count:
        text = ngettext(
            "This is about %(n)d answer or statement. Read the list, then confirm this number.",
            "This is about %(n)d answers and statements. Read the list, then confirm this number.",
            count,
        )
        raise Invalid({"confirmed_count": text % {"n": count}})
    return uuid.uuid4().hex
