"""A process of its own that asks for jobs and says how long each took: `python -m tests.kernel.jobs.ask COUNCIL N`."""

import json
import sys
import time

import django

django.setup()

from kernel.accounts.actor import Actor  # noqa: E402
from kernel.jobs.actions import enqueue  # noqa: E402
from kernel.tenancy.models import Tenant  # noqa: E402
from kernel.tenancy.scope import tenant_scope  # noqa: E402
from tests.kernel.jobs import kinds  # noqa: E402


def main(council: int, number: int) -> None:
    """Print the seconds that each asking took, commit included."""
    tenant = Tenant.objects.get(pk=council)
    took = []
    for n in range(number):
        started = time.perf_counter()
        with tenant_scope(tenant):
            enqueue(actor=Actor.system("command"), kind=kinds.EFFECT.name, key=str(n))
        took.append(time.perf_counter() - started)
    print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
