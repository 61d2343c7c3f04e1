"""Addresses of the holdings: tabs of a customer's file, and the lists beside them."""

from django.urls import path

from zhiji.customers import urls  # noqa: F401  (registers the converter of customer numbers)
from zhiji.holdings.pages import dossiers, feeds, holding, purchases, statement

urlpatterns = [
    path("customers/<customer:number>/holdings/", holding.show, name="customer_holdings"),
    path("customers/<customer:number>/holdings/history/", purchases.show, name="customer_purchases"),
    path("customers/<customer:number>/holdings/statement/", statement.show, name="customer_statement"),
    path(
        "customers/<customer:number>/holdings/transactions/<whole:ref>/",
        statement.transaction,
        name="customer_transaction",
    ),
    path("customers/<customer:number>/holdings/dossiers/", dossiers.listing, name="customer_dossiers"),
    path(
        "customers/<customer:number>/holdings/dossiers/<whole:dossier>/",
        dossiers.take_out,
        name="customer_dossier",
    ),
    path("holdings/maturities/", holding.maturities, name="maturities"),
    path("holdings/feeds/", feeds.listing, name="feed_list"),
]
