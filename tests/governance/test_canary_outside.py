"""Planted values are looked for where no policy stands before them: in a dump of the database, in what commands print."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout, suppress

import pytest
from django.db import connection
from plugins.planted_bank import all_texts, plant


@pytest.fixture
def planted(transactional_db, settings, tmp_path):
    """The bank of the canary crawl, really committed."""
    settings.ZHIJI_HOME, settings.ZHIJI_LAKE = tmp_path, tmp_path / "lake"
    return plant(tmp_path)


@pytest.mark.req("N04", "N05")
def test_a_dump_of_the_database_holds_no_planted_value(planted) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            for (row,) in cursor.fetchall():
                found += [(table, text) for text in all_texts() if text in row or text.encode().hex() in row]
    assert len(tables) > 20 and not found


@pytest.mark.req("N07")
def test_no_command_prints_a_planted_value(planted) -> None:
    from zhiji.ops.cli import COMMANDS, main

    harmless = {
        "check": [], "db url": [], "journal verify": [], "journal prove": ["1"], "token": ["--staff", "rm"], "migrate": [],
        "keys rotate": [],
    }  # fmt: skip
    ran = 0
    for name, more in harmless.items():
        if name not in COMMANDS:
            continue
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), suppress(SystemExit):
            main([*name.split(), *more, "--json"])
        ran += 1
        printed = out.getvalue() + err.getvalue()
        assert not [text for text in all_texts() if text in printed], name
        if out.getvalue().strip():
            json.loads(out.getvalue().strip().splitlines()[-1])
    assert ran >= 5
