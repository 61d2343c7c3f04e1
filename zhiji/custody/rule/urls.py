"""Addresses of the rule, the reports and the handover; ``custody.urls`` takes them in before those of every procedure."""

from django.urls import path

from zhiji.custody.pages import handover, reports, rule

urlpatterns = [
    path("rule/", rule.show, name="custody_rule"),
    path("rule/readers/", rule.readers, name="custody_rule_readers"),
    path("rule/<whole:version>/", rule.history, name="custody_rule_article"),
    path("rule/<whole:version>/read/", rule.read, name="custody_rule_read"),
    path("reports/", reports.catalogue, name="custody_reports"),
    path("reports/<slug:kind>/retire/", reports.retire_report, name="custody_report_retire"),
    path("report/<whole:number>/figures/", reports.figures, name="custody_report_figures"),
    path("report/<whole:number>/copies/<whole:version>/", reports.copy, name="custody_report_copy"),
    path("people/", handover.people, name="custody_people"),
    path("people/<whole:version>/leave/", handover.leaving, name="custody_leave"),
    path("people/<whole:version>/move/", handover.moving, name="custody_move"),
    path("handover/<whole:number>/gaps/", handover.gaps, name="custody_gaps"),
]
