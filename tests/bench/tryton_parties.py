"""Runs in Tryton's environment: ``tryton_parties.py CONFIGURATION DATABASE ROWS.json`` makes a party a row; one JSON line."""

import json
import sys
import time

CHUNK = 1_000


def main(configuration: str, database: str, file: str) -> None:
    from trytond import __version__, config

    config.update_etc(configuration)
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    Pool.start()
    pool = Pool(database)
    pool.init()
    with open(file, encoding="utf-8") as data:
        rows = json.load(data)
    ids, rates = [], []
    for start in range(0, len(rows), CHUNK):
        chunk = [party(row) for row in rows[start : start + CHUNK]]
        began = time.perf_counter()
        with Transaction().start(database, 1) as transaction:
            ids += [one.id for one in pool.get("party.party").create(chunk)]
            transaction.commit()
        rates.append(len(chunk) / (time.perf_counter() - began))
    print(json.dumps({"version": __version__, "ids": ids, "rates": rates}))


def party(row: list[str]) -> dict:
    """The same customer as a party: name, identifier, mobile, e-mail, address."""
    return {
        "name": row[1],
        "identifiers": [("create", [{"code": row[3]}])],
        "contact_mechanisms": [
            ("create", [{"type": "mobile", "value": row[6]}, {"type": "email", "value": row[7]}])
        ],
        "addresses": [("create", [{"street_unstructured": row[11], "city": row[9]}])],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
