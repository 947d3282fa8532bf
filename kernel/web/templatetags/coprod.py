"""Tags and filters that every template has."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kernel.web.fields import field_context, first_control_id

register = template.Library()


@register.simple_tag
def field(
    bound: BoundField, hint: str = "", width: str = "", rows: int = 0, label: str = "", label_class: str = ""
) -> SafeString:
    """A form field as the design system draws it: label, hint, error, control. `label` replaces the form's own."""
    return render_to_string("components/field.html", field_context(bound, hint, width, rows, label, label_class))


@register.filter(name="first_control_id")
def first_control_id_of(bound: BoundField) -> str:
    """The id of a field's first control, for links from the error summary."""
    return first_control_id(bound)


@register.filter
def page_numbers(page: Page) -> list[int]:
    """The numbers that a numbered pagination shows; 0 stands for "…"."""
    return [
        int(n) if str(n).isdigit() else 0
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]


@register.filter
def percent(share: Any) -> str:
    """0.283 as "28%". Nothing for nothing."""
    if share is None or share == "":
        return "–"
    return f"{round(float(share) * 100)}%"


@register.simple_tag
def machine_time(moment: Any, wording: str = "") -> SafeString | str:
    """A date as people read it, with the machine's form behind it."""
    if not moment:
        return _("not set")
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.isoformat(),
        wording or date_format(localtime(moment), "DATETIME_FORMAT"),
    )


@register.filter
def lines(value: Any) -> list[str]:
    """The lines of a text that are not empty."""
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


@register.filter
def council_url(link: str) -> str:
    """A message's link as an address to follow: what starts with "/" is inside this council."""
    if link.startswith("/") and not link.startswith("//"):
        return get_script_prefix() + link[1:]
    return link if link.startswith(("https://", "http://")) else ""
