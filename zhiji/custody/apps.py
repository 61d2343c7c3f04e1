"""Tells the vault where this room keeps sealed blobs."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """The room of the institution."""

    name = "zhiji.custody"

    def ready(self) -> None:
        from zhiji.access import leaving
        from zhiji.custody import handing
        from zhiji.vault.resealing import register_resealer

        if handing.begin not in leaving.AFTER:
            leaving.AFTER.append(handing.begin)

        register_resealer("custody_case", pk="id", customer="key_id", columns={"private": 0})
        register_resealer("custody_disclosure", pk="id", customer="customer_id", columns={"body": 0})
        register_resealer("custody_paper", pk="id", customer="key_id", columns={"title": 0, "key": 0})
