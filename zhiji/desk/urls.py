"""Every address of the product. A room adds its own ``urls.py`` here."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
]
