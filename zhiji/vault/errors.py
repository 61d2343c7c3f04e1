"""What can go wrong in the vault; each cause has its own class because each has its own remedy."""


class VaultError(Exception):
    """Something sealed could not be opened, or a key could not be had."""


class Shredded(VaultError):
    """The customer's data key was destroyed by order. Nothing brings the data back."""

    def __init__(self, customer_id: int) -> None:
        super().__init__(f"customer {customer_id} was shredded by order: the data cannot be opened again")
        self.customer_id = customer_id


class KeyMissing(VaultError):
    """This customer has no data key, and no shred order says why: look for a half-restored backup."""

    def __init__(self, customer_id: int) -> None:
        super().__init__(f"customer {customer_id} has no data key and no shred order: restore vault_datakey")
        self.customer_id = customer_id


class KeyUnavailable(VaultError):
    """The provider does not hold the key asked for (an old epoch, or another installation's)."""


class KeyRetired(VaultError):
    """The blob was sealed with a data key that a full re-seal has since replaced (an old copy of the row)."""


class Tampered(VaultError):
    """The bytes do not verify: they were changed, swapped with another customer's, or moved."""


class NotPermitted(VaultError):
    """The permit shown does not cover this customer and compartment."""


class SealedError(TypeError):
    """Code tried to print, compare, serialise or copy out something sealed."""


class LedgerBroken(VaultError):
    """The shred ledger was edited: nothing is opened until it is restored from its backup."""
