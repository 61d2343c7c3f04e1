"""What keeps an installation from production, and how to mend it. Each finding is one line."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from zhiji.ops import database

SECRET_LENGTH = 40
SECRET_VARIETY = 10
OLDEST_POSTGRESQL = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: ``code``, what is wrong, how to mend it. ``refuses``: production does not start with it."""

    code: str
    what: str
    mend: str
    refuses: bool = True

    def __str__(self) -> str:
        return f"[{self.code}] {self.what}: {self.mend}"


def findings(*, always: bool = False) -> list[Finding]:
    """Everything found, refusals first. In demo mode nothing refuses a start; ``always`` judges as if it were production."""
    if not (settings.PRODUCTION or always):
        return []
    found = [*_mode(), *_keys(), *_web(), *_people(), *_database(), *_letters()]
    return sorted(found, key=lambda finding: not finding.refuses)


def _mode() -> Iterator[Finding]:
    if not settings.PRODUCTION:
        yield Finding("mode", "this is a demo installation", "set ZHIJI_MODE=production")
    if settings.DEBUG:
        yield Finding("debug", "debug mode shows data in error pages", "unset ZHIJI_DEBUG")


def _keys() -> Iterator[Finding]:
    from zhiji.vault import providers
    from zhiji.vault.errors import VaultError

    try:
        keys = providers.provider()
        if keys.is_demo:
            yield Finding("demo-keys", "the vault's keys lie in files beside the data", "set ZHIJI_KEYS=env and supply ZHIJI_KEK_1, ZHIJI_INDEX_KEY, ZHIJI_SIGNING_KEY from your key store")  # fmt: skip
        else:
            keys.current_epoch(), keys.index_key(), keys.signing_key()
            yield from _apart(keys)
    except (VaultError, ValueError) as error:
        yield Finding("keys", f"the vault's keys are not complete ({error})", "supply them and check again")


def _apart(keys: Any) -> Iterator[Finding]:
    from zhiji.vault.errors import KeyUnavailable

    try:
        keys.current_epoch(apart=True)
    except KeyUnavailable as error:
        yield Finding("apart-key", f"no file can be marked top secret ({error})", "supply it from another place than the ordinary keys", refuses=False)  # fmt: skip


def _letters() -> Iterator[Finding]:
    from zhiji import letters

    if not letters.has_chinese_font():
        yield Finding("fonts", "no Chinese font is installed, so no letter can be printed", "install one, for instance the package fonts-noto-cjk", refuses=False)  # fmt: skip


def _web() -> Iterator[Finding]:
    secret = os.environ.get("ZHIJI_SECRET_KEY", "")
    mend = f"set it to at least {SECRET_LENGTH} random characters, kept secret"
    if not secret:
        yield Finding("secret", "ZHIJI_SECRET_KEY is not set", mend)
    elif len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_VARIETY:
        yield Finding("secret", "ZHIJI_SECRET_KEY is weak", mend)
    if not settings.PROXY_TLS:
        yield Finding("tls", "no TLS: sign-ins would travel in clear", "put a TLS proxy in front that sets X-Forwarded-Proto, and set ZHIJI_PROXY_TLS=1")  # fmt: skip
    hosts = set(settings.ALLOWED_HOSTS)
    if not os.environ.get("ZHIJI_HOSTS") or any(host.strip() in ("*", "") for host in hosts):
        yield Finding("hosts", "the host names served are not named", "set ZHIJI_HOSTS to them, comma separated, without *")  # fmt: skip


def _people() -> Iterator[Finding]:
    if settings.ZHIJI_REQUIRE_MFA != "everyone":
        yield Finding("second-factor", "not everyone needs a second factor to sign in", "unset ZHIJI_REQUIRE_MFA or set it to everyone")  # fmt: skip


def _database() -> Iterator[Finding]:
    url = os.environ.get("ZHIJI_DATABASE_URL", "")
    if not url or database.is_private(url):
        yield Finding("private-database", "the data lie in the demo's private database", "set ZHIJI_DATABASE_URL to your PostgreSQL")  # fmt: skip
    try:
        facts = _server_facts()
    except Exception as error:
        first = (str(error).strip().splitlines() or ["no answer"])[0]
        yield Finding("database", f"the database cannot be reached ({first})", "mend ZHIJI_DATABASE_URL")
        return
    yield from _role(facts)
    if facts["version"] < OLDEST_POSTGRESQL:
        yield Finding("version", f"PostgreSQL {facts['version']} is older than {OLDEST_POSTGRESQL}", "upgrade it", refuses=False)  # fmt: skip
    if not facts["utf8"]:
        yield Finding("encoding", "the database is not encoded in UTF-8", "create it with ENCODING 'UTF8'")
    if facts["demo"]:
        yield Finding("demo-bank", "the demo bank is in this database", "use another database; its people have known names")  # fmt: skip


def _role(facts: dict[str, Any]) -> Iterator[Finding]:
    powers = [name for name in ("superuser", "bypassrls", "createrole", "replication") if facts[name]]
    if powers:
        yield Finding("database-role", f"the database role {facts['role']} has {', '.join(powers).upper()}", "use a role without: it could switch the guards off unseen")  # fmt: skip
    if facts["owns"]:
        yield Finding("table-owner", f"the database role {facts['role']} owns the journal's table", "for defence in depth let another role own the tables and run zhiji migrate", refuses=False)  # fmt: skip


def _server_facts() -> dict[str, Any]:
    """What the database says of itself and of our role."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication, "
            "current_setting('server_version_num')::int / 10000, current_setting('server_encoding') = 'UTF8', "
            "EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'journal_entry' AND tableowner = current_user), "
            "to_regclass('staff_unit') IS NOT NULL FROM pg_roles WHERE rolname = current_user"
        )
        role, superuser, bypassrls, createrole, replication, version, utf8, owns, migrated = cursor.fetchone()
        demo = False
        if migrated:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM staff_unit WHERE names->>'en' = 'Lanting Bank head office')"
            )
            demo = cursor.fetchone()[0]
    return {
        "role": role, "superuser": superuser, "bypassrls": bypassrls, "createrole": createrole,
        "replication": replication, "version": version, "utf8": utf8, "owns": owns, "demo": demo,
    }  # fmt: skip
