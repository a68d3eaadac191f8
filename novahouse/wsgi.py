"""The WSGI application. It refuses to start on a misconfiguration, and is warm before the first request."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "novahouse.settings")
application = get_wsgi_application()

from novahouse.start import start_or_exit  # noqa: E402  (needs the application registry)

start_or_exit(sys.stderr)
