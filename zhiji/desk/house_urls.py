"""Addresses of the house's own pages."""

from django.urls import path

from zhiji.desk import house_pages

urlpatterns = [
    path("house/norms/", house_pages.norms_page, name="norms"),
    path("house/fields/", house_pages.fields_page, name="field_register"),
    path("house/policy/", house_pages.policy_page, name="access_policy"),
    path("house/staff/", house_pages.staff_page, name="staff_list"),
    path("grants/", house_pages.grants_page, name="grant_list"),
    path("break-glass/", house_pages.reviews_page, name="break_glass_reviews"),
    path("break-glass/<whole:grant>/review/", house_pages.review_page, name="break_glass_review"),
    path("journal/", house_pages.journal_page, name="journal"),
    path("journal/<whole:entry>/", house_pages.proof_page, name="journal_proof"),
]
