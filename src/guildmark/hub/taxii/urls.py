"""The addresses of TAXII. All end with a slash, as the standard has them."""

from django.urls import path

from guildmark.hub.taxii import views

ROOT = "exchange/"
COLLECTION = f"{ROOT}collections/<str:collection>/"
OBJECT = f"{COLLECTION}objects/<str:name>/"

urlpatterns = [
    path("", views.Discovery.route(), name="taxii-discovery"),
    path(ROOT, views.Root.route(), name="taxii-root"),
    path(f"{ROOT}status/<str:status>/", views.Status.route(), name="taxii-status"),
    path(f"{ROOT}collections/", views.Collections.route(), name="taxii-collections"),
    path(COLLECTION, views.OneCollection.route(), name="taxii-collection"),
    path(f"{COLLECTION}objects/", views.Objects.route(), name="taxii-objects"),
    path(f"{COLLECTION}manifest/", views.Manifest.route(), name="taxii-manifest"),
    path(OBJECT, views.OneObject.route(), name="taxii-object"),
    path(f"{OBJECT}versions/", views.Versions.route(), name="taxii-versions"),
]
