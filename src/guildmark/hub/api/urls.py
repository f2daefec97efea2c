"""The addresses of the API. Its routes look at keys themselves; what describes them is the same on every site."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from guildmark.hub.api.site import api

routes = api.urls
for route in routes[0]:
    if isinstance(route, URLPattern):
        login_not_required(route.callback)

urlpatterns = [path("", routes)]
