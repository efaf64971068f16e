"""A form that is handed over only while the server can be reached, so that nothing typed is lost."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def reach() -> SafeString:
    """Return the attributes by which ``js/reaching.js`` guards a form."""
    unreached = _(
        "The server cannot be reached. Nothing was sent; what you typed is still here: "
        "press again once the connection is back."
    )
    return format_html('data-reach="{}" data-unreached="{}"', reverse("healthz"), unreached)
