"""The entry point that a server of WSGI loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildmark.hub.settings")
application = get_wsgi_application()
