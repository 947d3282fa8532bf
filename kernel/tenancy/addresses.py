"""Where a council's pages are, for messages that leave the site."""

from django.conf import settings

from kernel.tenancy.scope import current_tenant


def council_base_url() -> str:
    """The address of the open council's pages, without a slash at the end: its own host, else a path of ours."""
    tenant = current_tenant()
    domain = tenant.domains.order_by("pk").first()
    return f"https://{domain.host}" if domain else f"{settings.COPROD_BASE_URL}/{tenant.slug}"
