"""A process of its own that asks for jobs and is kept waiting by none: `python -m tests.kernel.jobs.ask COUNCIL N`."""

import sys

import django

django.setup()

from kernel.accounts.actor import Actor  # noqa: E402
from kernel.jobs.actions import enqueue  # noqa: E402
from kernel.tenancy.models import Tenant  # noqa: E402
from kernel.tenancy.scope import tenant_scope  # noqa: E402
from tests.deadlines import not_kept_waiting  # noqa: E402
from tests.kernel.jobs import kinds  # noqa: E402


def main(council: int, number: int) -> None:
    """Ask, commit included; fails where the broker is waited for."""
    tenant = Tenant.objects.get(pk=council)
    for n in range(number):
        with not_kept_waiting(3), tenant_scope(tenant):
            enqueue(actor=Actor.system("command"), kind=kinds.EFFECT.name, key=str(n))
    print(f"asked {number} times", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
