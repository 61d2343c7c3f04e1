"""The articles as they were first written, and what each is linked to."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhiji import norms
from zhiji.custody.rule.citing import LAST, spanned

FOLDER = Path(__file__).parent
HOUSE = "客户信息管理制度（范本）"
LANGUAGES = ("zh-hans", "zh-hant", "en")
Names = Mapping[str, str]


class RuleError(ValueError):
    """The articles contradict themselves; the message names the article and the mend."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``screens``: url name and arguments, space between. The four lists of roles say who does it, who answers
    for it, who is asked and who is told (F17); ``all`` means everyone."""

    number: int
    title: Names
    text: Names
    requirements: tuple[str, ...]
    norms: tuple[str, ...]
    screens: tuple[str, ...]
    responsible: tuple[str, ...]
    accountable: tuple[str, ...]
    consulted: tuple[str, ...]
    informed: tuple[str, ...]

    @property
    def norm_ids(self) -> tuple[str, ...]:
        """Norms named here, and the house's own that name this article."""
        cite = (
            norm.id
            for norm in norms.all()
            if norm.source == HOUSE
            and re.match(r"[0-9]", norm.article)
            and self.number in spanned(norm.article)
        )
        return tuple(dict.fromkeys([*self.norms, *cite]))


@cache
def articles() -> Mapping[int, Article]:
    """The 29 articles by number. Raises ``RuleError``."""
    raw = tomllib.loads((FOLDER / "articles.toml").read_text(encoding="utf-8"))
    found = {}
    for entry in raw["article"]:
        lists = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
        article = Article(**{**entry, **lists})
        if not all(set(one) == set(LANGUAGES) and all(one.values()) for one in (article.title, article.text)):
            raise RuleError(f"article {article.number}: give title and text in {', '.join(LANGUAGES)}")
        found[article.number] = article
    if list(found) != list(range(1, LAST + 1)):
        raise RuleError(f"the rule has articles 1 to {LAST}, each once and in order")
    return MappingProxyType(found)


@cache
def proofs() -> Mapping[int, Sequence[str]]:
    """The tests that cite each article, as ``path::name``."""
    raw = tomllib.loads((FOLDER / "proofs.toml").read_text(encoding="utf-8"))
    return {int(number): tuple(tests) for number, tests in raw["proofs"].items()}
