"""The house rule as working software: every article has its text, its page, its people and a test that cites it."""

import pytest
from plugins.rule_citations import citations

from zhiji import norms
from zhiji.custody.looks.rule import screen_of
from zhiji.custody.rule.articles import articles, proofs
from zhiji.custody.rule.citing import LAST, cited
from zhiji.staff.rules import ROLES

NUMBERS = range(1, LAST + 1)


@pytest.mark.req("F20", "AA05")
@pytest.mark.parametrize("number", NUMBERS)
def test_every_article_speaks_three_languages(number) -> None:
    article = articles()[number]
    for words in (article.title, article.text):
        assert set(words) == {"zh-hans", "zh-hant", "en"} and all(
            len(one.strip()) >= 2 for one in words.values()
        )
        assert words["en"].isascii() or "–" in words["en"]


@pytest.mark.req("F17", "N10")
@pytest.mark.parametrize("number", NUMBERS)
def test_every_article_has_people_and_its_norms_exist(number) -> None:
    article = articles()[number]
    assert article.responsible and len(article.accountable) == 1
    for roles in (article.responsible, article.accountable, article.consulted, article.informed):
        assert set(roles) <= {*ROLES, "all"}
    for norm in article.norm_ids:
        assert norms.get(norm) is not None


@pytest.mark.parametrize("number", NUMBERS)
def test_every_article_has_a_page_that_is_there(number) -> None:
    screens = articles()[number].screens
    assert screens and [name for name in screens if screen_of(name) is None] == []


@pytest.mark.req("AA05")
@pytest.mark.parametrize("number", NUMBERS)
def test_every_article_has_a_test_that_cites_it(number) -> None:
    found = citations()[number]
    assert found, f"Art. {number}: write a test whose docstring cites it"
    assert proofs().get(number), "run python -m plugins.rule_citations in tests"
    known = set(found)
    gone = [test for test in proofs()[number] if test not in known]
    assert gone == [], "run python -m plugins.rule_citations in tests"


def test_citations_are_read_as_people_write_them() -> None:
    assert cited("Art. 9–13") == {9, 10, 11, 12, 13}
    assert cited("Art. 19.5, 20 and Art. 23.1") == {19, 20, 23}
    assert cited("Article 27; part 5; Personal Information Protection Law, Art. 13") == {27}
