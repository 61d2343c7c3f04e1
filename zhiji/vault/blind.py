"""The blind index: finding a full identifier without the database holding it, or its frequency.

A row's token is an HMAC of the normalised text, keyed per index, shifted by a salt that the row's customer id
chooses in secret, and cut short. A query computes the tokens of every salt; what comes back is a superset
of the matches, and the caller opens the candidates to keep the true ones.
"""

from functools import lru_cache

from zhiji.vault import suites
from zhiji.vault.plans import Plan, plans
from zhiji.vault.providers import provider, suite
from zhiji.vault.suites import Suite


def index_token(index: str, text: str, customer_id: int) -> int:
    """The token to store for one customer's normalised identifier: a whole number that fits a bigint."""
    own = keyed(index)
    return own.token(text, own.salt(customer_id))


def query_tokens(index: str, text: str) -> list[int]:
    """The tokens under which any customer with this identifier is stored (one per salt)."""
    own = keyed(index)
    return sorted({own.token(text, salt) for salt in range(own.plan.salts)})


class KeyedIndex:
    """One index with its keys in hand.

    Attributes:
        plan: how many salts, how many bits.
    """

    __slots__ = ("_salt_mac", "_shift", "_text_mac", "plan")

    def __init__(self, plan: Plan, chosen: Suite, master: bytes) -> None:
        self.plan = plan
        self._text_mac = chosen.keyed(chosen.mac(master, b"blind index text " + plan.index.encode()))
        self._salt_mac = chosen.keyed(chosen.mac(master, b"blind index salt " + plan.index.encode()))
        # Tokens keep the leading bits; 63 is the most a signed bigint holds without going negative.
        self._shift = 64 - plan.bits

    def salt(self, customer_id: int) -> int:
        """The salt of a customer's rows; secret, for it would undo the cutting short."""
        if self.plan.salts == 1:
            return 0
        mac = self._salt_mac(customer_id.to_bytes(8, "big"))
        return int.from_bytes(mac[:8], "big") % self.plan.salts

    def token(self, text: str, salt: int) -> int:
        mac = self._text_mac(salt.to_bytes(2, "big") + text.encode())
        return int.from_bytes(mac[:8], "big") >> self._shift


def keyed(index: str) -> KeyedIndex:
    """An index with its keys in hand, for who makes many tokens (an import, re-indexing)."""
    return _keyed_with(index, suite(), provider().index_key())


@lru_cache(maxsize=64)
def _keyed_with(index: str, chosen: suites.Suite, master: bytes) -> KeyedIndex:
    try:
        return KeyedIndex(plans()[index], chosen, master)
    except KeyError:
        raise ValueError(f"there is no blind index {index!r}: {', '.join(plans())}") from None
