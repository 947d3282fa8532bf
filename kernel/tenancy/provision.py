"""Make councils. Only the database's owner can insert one, so this runs where DATABASE_ADMIN_URL is set."""

from collections.abc import Sequence

from kernel import clock
from kernel.tenancy.models import Tenant, TenantDomain


def provision_tenant(
    *,
    slug: str,
    name: str,
    name_cy: str = "",
    languages: Sequence[str] = ("en",),
    host: str = "",
    brand_colour: str = "#1d70b8",
) -> Tenant:
    """The council of that short name, made if it is not there. Raises ValidationError for a bad name or colour."""
    found = Tenant.objects.using("admin").filter(slug=slug).first()
    if found is not None:
        return Tenant.objects.get(pk=found.pk)
    tenant = Tenant(
        slug=slug,
        name=name,
        name_cy=name_cy,
        languages=list(languages),
        brand_colour=brand_colour,
        created_at=clock.now(),
    )
    tenant.full_clean(validate_unique=False, validate_constraints=False)
    tenant.save(using="admin")
    if host:
        TenantDomain.objects.using("admin").create(tenant=tenant, host=host.lower())
    return Tenant.objects.get(pk=tenant.pk)
