"""Addresses of the holdings: tabs of a customer's file, and the lists beside them."""

from django.urls import path

from zhiji.customers import urls  # noqa: F401  (registers the converter of customer numbers)
from zhiji.holdings.pages import feeds, holding, statement

urlpatterns = [
    path("customers/<customer:number>/holdings/", holding.show, name="customer_holdings"),
    path("customers/<customer:number>/holdings/statement/", statement.show, name="customer_statement"),
    path(
        "customers/<customer:number>/holdings/transactions/<int:ref>/",
        statement.transaction,
        name="customer_transaction",
    ),
    path("holdings/maturities/", holding.maturities, name="maturities"),
    path("holdings/feeds/", feeds.listing, name="feed_list"),
]
