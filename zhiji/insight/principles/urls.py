"""Addresses of the principles: the board, the lists behind it, categories, governance, differences."""

from django.urls import path

from zhiji.insight.principles.pages import board, lists

urlpatterns = [
    path("principles/", board.show, name="principle_board"),
    path("principles/governance/", board.governance, name="governance"),
    path("principles/categories/", lists.categories, name="categories"),
    path("principles/categories/<slug:category>/", lists.without, name="category_lacking"),
    path("principles/differences/", lists.differences, name="differences"),
    path("principles/short/<slug:principle>/", lists.failing, name="principle_failing"),
]
