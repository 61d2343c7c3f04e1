"""The store of top-secret files (Art. 22): tables of their own that inherit from the ordinary ones. What is top secret now
moves into it; its keys move with ``zhiji keys apart``, which has the keys at hand."""

from django.db import migrations

from zhiji.journal.guards import ActsOnly

TABLES = ("customers_file", "customers_version", "customers_attachment", "customers_token")
KEYS = {
    "customers_file": ("PRIMARY KEY (customer_id)", ()),
    "customers_version": ("PRIMARY KEY (id), ADD UNIQUE (customer_id, version)", ()),
    "customers_attachment": ("PRIMARY KEY (id)", ("(customer_id, id)",)),
    "customers_token": ("PRIMARY KEY (id)", ('("index", token) INCLUDE (customer_id)', "(customer_id)")),
}
_MAKE = ["CREATE SCHEMA apart", "REVOKE ALL ON SCHEMA apart FROM PUBLIC"]
for _table, (_key, _indexes) in KEYS.items():
    _MAKE.append(f"CREATE TABLE apart.{_table} () INHERITS (public.{_table})")
    _MAKE.append(f"ALTER TABLE apart.{_table} ADD {_key}")
    _MAKE += [f"CREATE INDEX ON apart.{_table} {_index}" for _index in _indexes]
_MAKE += [
    f"CREATE INDEX ON apart.customers_file ({_columns})"
    for _columns in ("manager_id, customer_id", "deputy_id, customer_id", "unit_id, customer_id", "custodian_id, missing, customer_id")
]  # fmt: skip

_ACT = "SELECT set_config('zhiji.act', 'customers:book:set_apart', true)"
_MARKED = "customer_id IN (SELECT customer_id FROM customers_file WHERE secrecy >= 2)"
_IN = [
    f"WITH moved AS (DELETE FROM ONLY {table} WHERE {_MARKED} RETURNING *) INSERT INTO apart.{table} SELECT * FROM moved"  # noqa: S608 (constants only)
    for table in reversed(TABLES)
]
_OUT = [
    f"WITH moved AS (DELETE FROM apart.{table} RETURNING *) INSERT INTO {table} SELECT * FROM moved"  # noqa: S608 (constants only)
    for table in TABLES
]
_NO_ACT = "SELECT set_config('zhiji.act', '', true)"


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_store_only")]

    operations = [
        migrations.RunSQL("; ".join(_MAKE), "DROP SCHEMA apart CASCADE"),
        migrations.RunSQL(
            [_ACT, *_IN, _NO_ACT],
            [_ACT, *_OUT, _NO_ACT],
        ),
        *(ActsOnly(f'"apart"."{table}"') for table in TABLES),
    ]
