"""Tells the vault where this room keeps sealed blobs, so that a full re-seal reaches all of them."""

from django.apps import AppConfig

from zhiji.fields import COMPARTMENTS

BLOBS = {name: place for place, name in enumerate(COMPARTMENTS)}


class CustomersConfig(AppConfig):
    """The room of the customer file."""

    name = "zhiji.customers"

    def ready(self) -> None:
        from zhiji.vault.resealing import register_resealer

        register_resealer("customers_file", pk="customer_id", customer="customer_id", columns=BLOBS)
        register_resealer("customers_version", pk="id", customer="customer_id", columns=BLOBS)
        register_resealer(
            "customers_attachment", pk="id", customer="customer_id", columns={"title": 0, "key": 0}
        )
