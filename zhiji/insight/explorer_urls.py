"""Addresses of figures about many customers: explorer, segments, board, one's portfolio beside its branch."""

from django.urls import path

from zhiji.insight.pages import board, catalogue, explorer, rates, segments, sizing, sources, winning

urlpatterns = [
    path("explorer/", explorer.show, name="explorer"),
    path("explorer/file/<slug:form>/", explorer.take_out, name="explorer_file"),
    path("explorer/keep/", explorer.keep, name="explorer_keep"),
    path("segments/", segments.show, name="segments"),
    path("segments/count/", segments.live_count, name="segment_count"),
    path("segments/sheet/", sizing.show, name="segment_sheet"),
    path("segments/sheet/file/<slug:form>/", sizing.take_out, name="segment_sheet_file"),
    path("segments/keep/", segments.keep, name="segment_keep"),
    path("views/<whole:view>/drop/", explorer.drop, name="view_drop"),
    path("board/", board.show, name="board"),
    path("board/file/<slug:form>/", board.take_out, name="board_file"),
    path("board/customers/", winning.show, name="winning"),
    path("board/customers/file/<slug:form>/", winning.take_out, name="winning_file"),
    path("board/rates/", rates.show, name="rates"),
    path("sources/", sources.show, name="sources"),
    path("sources/file/<slug:form>/", sources.take_out, name="source_file"),
    path("products/", catalogue.show, name="products"),
    path("products/sheet/", catalogue.sheet, name="product_sheet"),
    path("products/file/<slug:form>/", catalogue.take_out, name="product_file"),
    path("benchmark/", board.beside, name="benchmark"),
]
