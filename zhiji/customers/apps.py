"""Tells the vault where this room keeps sealed blobs, the gateway which files nobody else may know of, and addresses what an id is."""

from django.apps import AppConfig

from zhiji.fields import COMPARTMENTS

BLOBS = {name: place for place, name in enumerate(COMPARTMENTS)}


class CustomersConfig(AppConfig):
    """The room of the customer file."""

    name = "zhiji.customers"

    def ready(self) -> None:
        from django.urls import register_converter

        from zhiji.access.reading import ask_unknowable
        from zhiji.customers.finding import unknowable
        from zhiji.customers.pages.addresses import Whole
        from zhiji.vault.resealing import register_resealer

        register_converter(Whole, "whole")
        ask_unknowable(unknowable)
        register_resealer("customers_file", pk="customer_id", customer="customer_id", columns=BLOBS)
        register_resealer("customers_version", pk="id", customer="customer_id", columns=BLOBS)
        register_resealer(
            "customers_attachment", pk="id", customer="customer_id", columns={"title": 0, "key": 0}
        )
