"""The web application."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from kernel.tenancy.roles import refuse_privileged_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")
application = get_wsgi_application()
refuse_privileged_role()
# All pages are loaded before anybody asks, and a server that divides from here on shares no connection.
get_resolver().url_patterns  # noqa: B018
connections.close_all()
