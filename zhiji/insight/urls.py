"""Addresses of the insight room."""

from django.urls import include, path

from zhiji.customers import urls  # noqa: F401  (registers the converter of customer numbers)
from zhiji.insight.pages import alerts, models, nights, standing

urlpatterns = [
    path("alerts/", alerts.inbox, name="alert_list"),
    path("customers/<customer:number>/alerts/settle/", alerts.settled, name="alert_settle"),
    path("customers/<customer:number>/alerts/snooze/", alerts.snoozed, name="alert_snooze"),
    path("customers/<customer:number>/standing/", standing.show, name="customer_standing"),
    path("insight/", include("zhiji.insight.explorer_urls")),
    path("insight/models/", models.listing, name="model_list"),
    path("insight/nights/", nights.listing, name="night_list"),
]
