"""Articles as the reader's language cites them: a Chinese law in its own numerals, its items as 项."""

import doctest

import pytest

from zhiji.norms import citation


def test_the_examples_stand():
    assert doctest.testmod(citation).failed == 0


@pytest.mark.parametrize(
    ("articles", "hans", "hant", "english"),
    [
        ("Art. 23.2", "第二十三条第二项", "第二十三條第二項", "Art. 23.2"),
        ("17-18", "第十七条、第十八条", "第十七條、第十八條", "Art. 17-18"),
        (
            "45–47, 50",
            "第四十五条至第四十七条、第五十条",
            "第四十五條至第四十七條、第五十條",
            "Art. 45–47, 50",
        ),
        ("1198", "第一千一百九十八条", "第一千一百九十八條", "Art. 1198"),
    ],
)
def test_a_list_of_articles_is_cited(articles, hans, hant, english):
    cited = [citation.cite(articles, language) for language in ("zh-hans", "zh-hant", "en")]
    assert cited == [hans, hant, english]


def test_what_names_no_article_is_left_as_it_is():
    assert citation.cite("信息安全", "zh-hans") is None
    assert citation.cite("", "en") is None
    with pytest.raises(ValueError, match="1 to 9999"):
        citation.numeral(0)
