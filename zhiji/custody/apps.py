"""Tells the vault where this room keeps sealed blobs, and rooms below what to ask of this one."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """The room of the institution."""

    name = "zhiji.custody"

    def ready(self) -> None:
        from zhiji.access import leaving
        from zhiji.access.consenting import ask_consents
        from zhiji.custody import handing
        from zhiji.custody.consents import standings_of
        from zhiji.custody.keeping import held_now, named_quietly
        from zhiji.custody.noticing import Notices
        from zhiji.customers.telling import keep_notices
        from zhiji.holdings.actions.lake import ask_held, ask_quietly
        from zhiji.vault.resealing import register_resealer

        if handing.begin not in leaving.AFTER:
            leaving.AFTER.append(handing.begin)

        ask_held(held_now)
        ask_quietly(named_quietly)
        keep_notices(Notices())
        ask_consents(standings_of)

        register_resealer("custody_case", pk="id", customer="key_id", columns={"private": 0})
        register_resealer("custody_record", pk="id", customer="key_id", columns={"body": 0})
        register_resealer("custody_disclosure", pk="id", customer="customer_id", columns={"body": 0})
        register_resealer("custody_paper", pk="id", customer="key_id", columns={"title": 0, "key": 0})
