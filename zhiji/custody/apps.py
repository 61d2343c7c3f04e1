"""Tells the vault where this room keeps sealed blobs."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """The room of the institution."""

    name = "zhiji.custody"

    def ready(self) -> None:
        from zhiji.vault.resealing import register_resealer

        register_resealer("custody_case", pk="id", customer="key_id", columns={"private": 0})
        register_resealer("custody_disclosure", pk="id", customer="customer_id", columns={"body": 0})
        register_resealer("custody_paper", pk="id", customer="key_id", columns={"title": 0, "key": 0})
