"""Input made to break or to mislead: control characters, endless words, huge numbers, markup in every free text."""

import re
import time

import pytest
from plugins.attacked import attacked, client_of  # noqa: F401
from plugins.told_first import TOLD

from zhiji import fields
from zhiji.access import breaking
from zhiji.customers.actions.filing import amend, create
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.actions.keeping import move
from zhiji.customers.actions.tying import link
from zhiji.customers.problems import Invalid

NAME = "<img src=x onerror=alert(2)>\"'><script>alert(3)</script>"
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}${7*7}"


@pytest.mark.parametrize(
    "path",
    ["/house/staff/?role=%00", "/customers/search/?q=a%00b", "/customers/?kind=%00", "/journal/?who=%00"],
)
def test_nul_in_an_address_is_no_server_error(attacked, path) -> None:  # noqa: F811
    assert client_of(attacked.supervisor, "review").get(path).status_code == 400


def test_words_that_no_column_holds_are_told_not_failed(attacked) -> None:  # noqa: F811
    client, number = client_of(attacked.rm_west, "service"), attacked.file.number
    for reason in ("他在柜台等" * 200, "cannot wait \0 at all"):
        assert client.post(f"/customers/{number}/break-glass/", {"reason": reason}).status_code in (400, 422)
    own = client_of(attacked.rm, "upkeep")
    for given in ({"to": "closed", "reason": "a\0b"}, {"to": "closed", "reason": "长" * 5000}):
        assert own.post(f"/customers/{number}/state/", given).status_code in (400, 422)
    with pytest.raises(Invalid):
        amend(
            number,
            {"wechat": "jia_88"},
            source="observed",
            note="长" * 5000,
            by=attacked.rm,
            purpose="upkeep",
        )
    for note, source in (("长" * 5000, "observed"), ("", "x" * 50), ("密码是 888888", "observed")):
        with pytest.raises(Invalid):
            link(
                number,
                {"role": "sibling", "name": "何以安"},
                source=source,
                note=note,
                by=attacked.rm,
                purpose="upkeep",
            )
    assert own.post(f"/account/sessions/{10**25}/end/").status_code == 404
    grant = break_glass(number, reason="he stands at the counter", by=attacked.rm_west, purpose="service")
    with pytest.raises(breaking.GlassProblem):
        breaking.review(grant.pk, ok=True, note="长" * 5000, by=attacked.supervisor)


def test_markup_in_free_text_comes_out_as_text(attacked) -> None:  # noqa: F811
    given = {"by": attacked.rm, "purpose": "upkeep", "channel": "test"}
    file = create(
        "organisation", {"name": NAME, "business_scope": MARKUP}, manager=attacked.rm, custodian=attacked.officer,
        source="observed", told=TOLD, by=attacked.rm, purpose="onboarding", channel="test",
    )  # fmt: skip
    amend(
        file.number,
        {"ties": [{"role": "legal_representative", "name": NAME}]},
        source="observed",
        note=MARKUP,
        **given,
    )
    move(file.number, "closed", reason=MARKUP, **given)
    break_glass(file.number, reason=MARKUP, by=attacked.rm_west, purpose="service")
    pages = [
        (attacked.rm, "upkeep", f"/customers/{file.number}/{part}")
        for part in ("", "ties/", "card/", "versions/", "readers/", "amend/", "amend/work/", "scans/", "why/")
    ]
    pages += [
        (attacked.rm, "upkeep", path)
        for path in ("/customers/", "/customers/search/?q=script", "/customers/incomplete/")
    ]
    pages += [(attacked.supervisor, "review", "/break-glass/"), (attacked.auditor, "audit", "/journal/")]
    for staff, purpose, path in pages:
        answer = client_of(staff, purpose).get(path)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        assert "<script>alert" not in text and not re.search(r"<img[^>]*onerror", text), path
    search = client_of(attacked.rm, "upkeep").get("/customers/search/", {"q": MARKUP}).content.decode()
    assert "<script>alert" not in search


@pytest.mark.parametrize("kind", fields.KINDS)
def test_no_field_takes_long_over_hostile_text(kind) -> None:
    from django.utils import timezone

    register, day = fields.register(), timezone.localdate()
    slow = []
    for text in (
        "1" * 20_000,
        "a" * 20_000 + "!",
        " " * 20_000 + "x",
        "1-" * 10_000,
        "王 " * 10_000,
        "a@" * 10_000,
        "(" * 20_000,
        "0." * 10_000,
    ):
        for field in register.for_kind(kind):
            for value in (
                {part.id: text for part in field.parts} or text,
                [{part.id: text for part in field.parts} or text],
            ):
                began = time.perf_counter()
                fields.clean_file(kind, {field.id: value}, on=day, register=register)
                if (took := time.perf_counter() - began) > 1:
                    slow.append((field.id, text[:4], round(took, 2)))
    assert slow == []
