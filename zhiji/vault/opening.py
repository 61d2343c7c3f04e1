"""Opening what is sealed, permit in hand. The only way from a `Sealed` to its payload."""

from collections.abc import Sequence

from zhiji.vault.errors import NotPermitted
from zhiji.vault.keys import data_keys
from zhiji.vault.permits import Permit
from zhiji.vault.sealed import Sealed
from zhiji.vault.sealing import unseal


def open(sealed: Sealed, permit: Permit) -> bytes:
    """The payload of one compartment; see `open_many`."""
    return open_many((sealed,), permit)[0]


def open_many(sealed: Sequence[Sealed], permit: Permit) -> list[bytes]:
    """The payloads in the order given, their keys fetched in one query.

    All or nothing: raises NotPermitted before anything is opened if the permit leaves one of them out, and
    Shredded, KeyMissing, KeyUnavailable, KeyRetired or Tampered as `zhiji.vault.errors` explains.
    """
    owners: list[int] = []
    for one in sealed:
        if one.customer_id is None:
            raise NotPermitted("whose this sealed value is was never said: use Sealed.of(customer_id)")
        if not permit.covers(one.customer_id, one.compartment):
            raise NotPermitted(f"the permit leaves out compartment {one.compartment} of {one.customer_id}")
        owners.append(one.customer_id)
    if not owners:
        return []
    keys = data_keys(owners)
    last = {owner: place for place, owner in enumerate(owners)}
    opened = []
    for place, (owner, one) in enumerate(zip(owners, sealed, strict=True)):
        # A key is let go after its last use: thousands of them, with their ciphers, cost more to hold than to make.
        key = keys.pop(owner) if last[owner] == place else keys[owner]
        opened.append(unseal(key, one.compartment, one._blob))
    return opened
