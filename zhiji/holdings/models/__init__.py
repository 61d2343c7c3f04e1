"""Tables of the holdings, one a file. Transactions and balances are not here: they lie in the lake."""

from zhiji.holdings.models.dossier import Dossier
from zhiji.holdings.models.feed import Feed, LakeState, Link
from zhiji.holdings.models.holding import Holding, Product, Rate

__all__ = ["Dossier", "Feed", "Holding", "LakeState", "Link", "Product", "Rate"]
