"""Finds files before the gateway decides on them. Nothing found here is shown without a permit."""

from collections.abc import Collection, Mapping
from typing import Any

from zhiji import fields, vault
from zhiji.access.gateway import Gate
from zhiji.access.rules import TOP_SECRET, Actor, decide
from zhiji.customers.models import File, Token
from zhiji.customers.rules import customer_id_of
from zhiji.customers.sealing import INDEX_NUMBER

CANDIDATES = 500
"""Most candidates of one identifier that are opened for comparison; above it the question is too wide."""


def _files() -> Any:
    return File.objects.select_related("unit")


def file_by_number(gate: Gate, number: str) -> File:
    """The file with this number; refuses as ``NotHere`` (journalled) when there is none."""
    customer_id = customer_id_of(number)
    file = _files().filter(pk=customer_id).first() if customer_id is not None else None
    return file if file is not None else gate.unknown()


def locked_file(gate: Gate, number: str) -> File:
    """The same, locked until the act's transaction ends."""
    customer_id = customer_id_of(number)
    file = (
        _files().select_for_update(of=("self",)).filter(pk=customer_id).first()
        if customer_id is not None
        else None
    )
    return file if file is not None else gate.unknown()


def by_identifier(gate: Gate, index: str, text: str) -> list[File]:
    """Files that truly carry a full identifier: token look-up, then the candidates are opened and compared.

    ``index`` is one of ``fields.INDEXES``; ``text`` as typed. The caller must still ask for permits to show any of them.
    """
    wanted = fields.normalise(index, text)
    candidates = list(
        Token.objects.filter(
            index=INDEX_NUMBER[index], token__in=vault.query_tokens(index, wanted)
        ).values_list("customer_id", flat=True)[:CANDIDATES]
    )
    files = {file.customer_id: file for file in _files().filter(pk__in=candidates)}
    sealed = [
        (file.customer_id, blob)
        for file in files.values()
        for name in INDEX_COMPARTMENTS[index]
        if (blob := getattr(file, name)) is not None
    ]

    def carries(customer_id: int, values: dict[str, Any]) -> bool:
        file = files[customer_id]
        return (index, wanted) in fields.tokens(fields.register(file.pack), file.kind, values)

    return [files[customer_id] for customer_id in gate.match(sealed, carries)]


INDEX_COMPARTMENTS: Mapping[str, tuple[str, ...]] = {
    "name": ("identity",),
    "pinyin": ("identity",),
    "paper": ("identity",),
    "licence": ("identity",),
    "reference": ("identity",),
    "phone": ("contact",),
    "email": ("contact",),
    "account": ("wealth",),
    "card": ("wealth",),
}


def same_paper(gate: Gate, register: fields.Register, kind: str, values: Mapping[str, Any]) -> list[File]:
    """Files that carry one of these values' paper or licence numbers already, but for those the asker must not know of."""
    found: dict[int, File] = {}
    for index, text in fields.tokens(register, kind, values):
        if index in ("paper", "licence"):
            found.update((file.customer_id, file) for file in by_identifier(gate, index, text))
    secret = unknowable(gate.by, [file.number for file in found.values()]) if gate.by.role != "system" else ()
    return [file for file in found.values() if file.number not in secret]


def unknowable(by: Actor, numbers: Collection[str]) -> set[str]:
    """Of these customer numbers, those of files the colleague must not even know of (J04)."""
    ids = {customer_id: number for number in numbers if (customer_id := customer_id_of(number)) is not None}
    secret = _files().filter(pk__in=ids, secrecy=TOP_SECRET)
    return {ids[file.customer_id] for file in secret if decide(by, "customers:file:open", file, "").hides}
