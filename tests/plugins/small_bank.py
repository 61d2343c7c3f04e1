"""A small bank: two branches, a colleague of every role, and a few files of each kind, all made through acts."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from zhiji.access import people
from zhiji.access.actors import Job
from zhiji.customers.actions import filing
from zhiji.desk import undertaking
from zhiji.staff.models import Staff

HOUSE = {"by": Job("tests"), "channel": "test"}


def names(text):
    return {"zh-hans": text, "zh-hant": text, "en": text}


class Bank:
    """The fixture ``bank``: units ``head``, ``west``, ``east``; colleagues by sign-in name, as in ``bank.rm01``."""

    def __init__(self):
        self.head = people.make_unit("HQ", "head", names("总行"), **HOUSE)
        self.west = people.make_unit("W1", "branch", names("城西支行"), parent=self.head, **HOUSE)
        self.east = people.make_unit("E1", "branch", names("城东支行"), parent=self.head, **HOUSE)
        self._count = 0
        for name, role, unit, full in (
            ("rm01", "rm", self.west, "林若溪"), ("rm02", "rm", self.west, "何知远"), ("rm03", "rm", self.east, "周砚"),
            ("devofficer", "devofficer", self.west, "吴启明"), ("agent01", "agent", self.head, "郑可"),
            ("officer", "officer", self.head, "冯守拙"), ("officer2", "officer", self.head, "褚静"),
            ("supervisor", "supervisor", self.head, "卫敏"), ("manager", "manager", self.head, "蒋和"),
            ("gm", "gm", self.head, "沈总"), ("compliance", "compliance", self.head, "韩正"),
            ("auditor", "auditor", self.head, "杨审"), ("analyst", "analyst", self.head, "朱析"),
            ("product", "product", self.head, "秦品"), ("admin", "admin", self.head, "尤管"),
        ):  # fmt: skip
            self._count += 1
            people.enrol(
                name,
                staff_number=f"1{self._count:05d}",
                name=full,
                name_en=name,
                role=role,
                unit=unit,
                undertaking_version=undertaking.current().version,
                undertaking_signed_at=timezone.now(),
                **HOUSE,
            )
            setattr(self, name, Staff.objects.get_by_natural_key(name))

    def paper_number(self, ahead=0):
        """The identity number of the newest usual person, or of the one that comes ``ahead`` of it."""
        return resident_number(self._count + ahead)

    def file(
        self,
        kind="person",
        values=None,
        *,
        manager=None,
        unit=None,
        custodian=None,
        purpose="onboarding",
        **more,
    ):
        """Open one file by the house; ``values`` are laid over a usual customer of that kind (None takes a field out)."""
        self._count += 1
        usual = {"person": a_person, "organisation": an_organisation, "sole_trader": a_trader}[kind](
            self._count
        )
        given = {name: value for name, value in (usual | (values or {})).items() if value is not None}
        manager = manager or self.rm01
        more.setdefault("source", "customer_stated")
        return filing.create(
            kind,
            given,
            unit=unit or manager.unit,
            manager=manager,
            custodian=custodian or self.officer,
            **HOUSE,
            **more,
        )


def a_person(number):
    """Values of a natural person; the identity number is valid and different for every ``number``."""
    return {
        "name": "沈怀瑾", "sex": "female", "nationality": "CN", "occupation": "2",
        "papers": [{"type": "resident_id", "number": resident_number(number), "valid_from": "2020-05-01", "valid_to": "2040-05-01"}],
        "phones": [{"number": f"138{number:08d}", "use": "mobile"}],
        "domicile": {"country": "CN", "province": "浙江省", "city": "杭州市", "district": "西湖区", "line": f"文三路{number}号"},
        "income": {"amount": "120000.00", "currency": "CNY"},
    }  # fmt: skip


def an_organisation(number):
    """Values of an organisation, with a legal representative."""
    return {
        "name": f"兰溪纺织{number}有限公司", "usc_code": credit_code(number), "business_scope": "纺织品制造",
        "registered_address": {"country": "CN", "province": "浙江省", "city": "金华市", "line": f"工业路{number}号"},
        "ties": [{"role": "legal_representative", "name": "陆清和"}],
    }  # fmt: skip


def a_trader(number):
    """Values of a sole trader."""
    return {
        "name": f"老街茶铺{number}", "usc_code": credit_code(number), "business_scope": "茶叶零售",
        "registered_address": {"country": "CN", "province": "浙江省", "city": "杭州市", "line": f"老街{number}号"},
    }  # fmt: skip


def resident_number(number):
    """A valid number of a resident identity card: women born on 1 March 1990, told apart by order code and district."""
    district = ("330106", "330102", "310101", "110105", "330702")[number // 490 % 5]
    body = f"{district}199003{number // 2450 % 28 + 1:02d}{number % 490 * 2 + 2:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(ch) * w for ch, w in zip(body, weights, strict=True)) % 11]


def credit_code(number):
    """A valid unified social credit code (GB 32100)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91330000{organisation_code(number)}"
    total = sum(letters.index(ch) * pow(3, place, 31) for place, ch in enumerate(body))
    return body + letters[(31 - total % 31) % 31]


def organisation_code(number):
    """A valid organisation code (GB 11714), without its dash."""
    body = f"MA{number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = (
        11
        - sum(
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(ch) * w for ch, w in zip(body, weights, strict=True)
        )
        % 11
    )
    return body + {10: "X", 11: "0"}.get(check, str(check))


@pytest.fixture
def bank(db):
    return Bank()


@pytest.fixture
def valid_number():
    """``valid_number(7)``: the same valid number of a resident identity card for the same place."""
    return resident_number


@pytest.fixture
def journal(db):
    """The journal's newest entries: ``journal()`` the newest first, each with its ``subjects``."""

    def entries(phrase=None, limit=20):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, phrase, outcome, customer, purpose, rule, facts FROM journal_entry "
                "WHERE %s::text IS NULL OR phrase = %s ORDER BY id DESC LIMIT %s",
                [phrase, phrase, limit],
            )
            rows = cursor.fetchall()
            found = []
            for id_, name, outcome, customer, purpose, rule, facts in rows:
                cursor.execute(
                    "SELECT customer FROM journal_subject WHERE entry = %s ORDER BY customer", [id_]
                )
                subjects = [number for (number,) in cursor.fetchall()]
                found.append(
                    SimpleNamespace(
                        id=id_, phrase=name, outcome=outcome, customer=customer, purpose=purpose, rule=rule, facts=facts,
                        subjects=subjects,
                    )
                )  # fmt: skip
        return found

    return entries


@pytest.fixture
def break_journal(db):
    """Call it, and the journal refuses every entry until the test ends."""

    def break_it():
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION journal_is_full() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'the journal cannot be written'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER journal_is_full BEFORE INSERT ON journal_entry "
                "FOR EACH ROW EXECUTE FUNCTION journal_is_full()"
            )

    return break_it
