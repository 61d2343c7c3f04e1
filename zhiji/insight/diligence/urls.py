"""Addresses of due diligence: a tab of the file, the reviews that are due, the monitoring rules."""

from django.urls import path

from zhiji.customers import urls  # noqa: F401  (registers the converter of customer numbers)
from zhiji.insight.diligence.pages import file, reviews, strikes

urlpatterns = [
    path("customers/<customer:number>/diligence/", file.show, name="customer_diligence"),
    path("customers/<customer:number>/diligence/rate/", file.rate, name="diligence_rate"),
    path("customers/<customer:number>/diligence/raise/", file.raise_level, name="diligence_raise"),
    path("diligence/", reviews.due, name="diligence_due"),
    path("diligence/struck/", strikes.strikes, name="diligence_strikes"),
    path("diligence/struck/<whole:number>/judge/", strikes.judged, name="diligence_judge"),
    path("diligence/rules/", reviews.rules, name="diligence_rules"),
]
