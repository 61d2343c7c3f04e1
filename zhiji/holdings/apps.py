"""Tells the vault where this room keeps sealed blobs."""

from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    """The room of accounts, balances and transactions."""

    name = "zhiji.holdings"

    def ready(self) -> None:
        from zhiji.vault.resealing import register_resealer

        register_resealer("holdings_holding", pk="id", customer="customer_id", columns={"details": 3})
        register_resealer("holdings_dossier", pk="id", customer="customer_id", columns={"key": 3})
