"""Addresses of the insight room."""

from django.urls import path

from zhiji.insight.pages import nights

urlpatterns = [
    path("insight/nights/", nights.listing, name="night_list"),
]
