"""The web application."""

import os

from django.core.wsgi import get_wsgi_application

from kernel.tenancy.roles import refuse_privileged_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")
application = get_wsgi_application()
refuse_privileged_role()
