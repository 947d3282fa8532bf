"""The council's colours as a style sheet, and the file for robots."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import condition, require_safe

from kernel.tenancy.scope import current_tenant
from kernel.web.colours import darkened, readable_on

BRAND_SHEET = ":root{{--coprod-brand:{brand};--coprod-on-brand:{text}}}\n"
PRIVATE_PARTS = ("/account/", "/staff/", "/my/", "/api/")
ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {place}{part}\n" for part in PRIVATE_PARTS for place in ("", "/*"))


def _brand_tag(request: HttpRequest) -> str:
    return f'"{current_tenant().brand_colour[1:]}"'


@require_safe
@condition(etag_func=_brand_tag)
def brand_css(request: HttpRequest) -> HttpResponse:
    """The council's brand colour and the text colour on it. Pages ask for it with the colour in the query (`?v=`)."""
    brand = darkened(current_tenant().brand_colour)
    sheet = BRAND_SHEET.format(brand=brand, text=readable_on(brand))
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400" if "v" in request.GET else "no-cache"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is public; people's own pages and staff pages they need not try."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def forgotten_password(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whoever forgot a password signs in with an e-mailed code, and sets a new one."""
    return redirect("account_set_password" if request.user.is_authenticated else "account_login")
