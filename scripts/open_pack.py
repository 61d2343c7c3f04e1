#!/usr/bin/env python3
"""Opens a pack of customer data that a bank gave you (files ending in .zhiji). Needs Python 3.9 and the package cryptography.

    python open_pack.py PV26-000012.zhiji            # asks for the passphrase, prints the contents
    python open_pack.py PV26-000012.zhiji --out page.html

The bank told you the passphrase on another way than the file. After its last day a pack is not opened any more: return or
destroy what you hold, and tell the bank. Exit status: 0 opened, 1 wrong passphrase or changed file, 2 no pack, 3 ended.
"""

import argparse
import base64
import getpass
import html
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

FIRST_LINE = b"ZHIJI PACK 1\n"
MOST_MEMORY = 2**20


class NoPack(ValueError):
    """The file is no pack, or one of a kind this program does not know."""


class Ended(ValueError):
    """The last day of the pack is over."""


def opened(content: bytes, passphrase: str, now: datetime) -> dict:
    """The contents. Raises NoPack, Ended, or cryptography's InvalidTag (wrong passphrase, changed file)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    if not content.startswith(FIRST_LINE) or b"\n" not in content[len(FIRST_LINE) :]:
        raise NoPack("this file is no pack, or only a part of one")
    end = content.index(b"\n", len(FIRST_LINE)) + 1
    try:
        header = json.loads(content[len(FIRST_LINE) : end])
        cost = header["scrypt"]
        salt, nonce = base64.b64decode(cost["salt"]), base64.b64decode(header["nonce"])
        expires_at = datetime.fromisoformat(header["expires_at"])
        known = header["cipher"] == "AES-256-GCM" and cost["n"] * cost["r"] <= MOST_MEMORY and cost["p"] <= 4
    except (ValueError, KeyError, TypeError):
        raise NoPack("the second line of this file is damaged") from None
    if not known:
        raise NoPack("this pack was made in a way this program does not know")
    if expires_at <= now:
        raise Ended(f"this pack ended on {expires_at:%Y-%m-%d %H:%M}")
    words = "".join(passphrase.split()).lower()
    key = Scrypt(salt=salt, length=32, n=cost["n"], r=cost["r"], p=cost["p"]).derive(words.encode())
    return json.loads(AESGCM(key).decrypt(nonce, content[end:], content[:end]))


def as_text(contents: dict) -> str:
    """For reading on a terminal."""
    lines = [f"{contents['number']} · {contents['recipient']} · {contents['purpose']}"]
    lines.append(
        f"opens until {contents['expires_at']}; return or destroy by {contents['return_or_destroy_by']}"
    )
    for customer in contents["customers"]:
        lines += ["", customer["number"]]
        lines += [f"  {one['label']}: {one['text']}" for one in customer["fields"]]
    return "\n".join(lines)


def as_page(contents: dict) -> str:
    """A page for a browser; nothing in it is fetched from anywhere."""
    rows = []
    for customer in contents["customers"]:
        rows.append(f"<h2>{html.escape(customer['number'])}</h2><table>")
        rows += [
            f"<tr><th>{html.escape(one['label'])}</th><td>{html.escape(one['text'])}</td></tr>"
            for one in customer["fields"]
        ]
        rows.append("</table>")
    head = html.escape(f"{contents['number']} · {contents['recipient']} · {contents['purpose']}")
    return f"<!doctype html><meta charset=utf-8><title>{head}</title><h1>{head}</h1>{''.join(rows)}"


def main(arguments: "list[str] | None" = None) -> int:
    """Ask for the passphrase and show or write the contents."""
    parser = argparse.ArgumentParser(description="Opens a .zhiji pack.")
    parser.add_argument("pack", type=Path)
    parser.add_argument("--out", type=Path, help="write a page for a browser instead of printing")
    given = parser.parse_args(arguments)
    try:
        contents = opened(given.pack.read_bytes(), getpass.getpass("Passphrase: "), datetime.now(UTC))
    except NoPack as problem:
        print(f"{given.pack}: {problem}", file=sys.stderr)
        return 2
    except Ended as problem:
        print(f"{given.pack}: {problem}; return or destroy what you hold", file=sys.stderr)
        return 3
    except Exception as problem:
        if type(problem).__name__ != "InvalidTag":
            raise
        print(f"{given.pack}: the passphrase is wrong, or the file was changed", file=sys.stderr)
        return 1
    if given.out:
        given.out.write_text(as_page(contents), encoding="utf-8")
    else:
        print(as_text(contents))
    return 0


if __name__ == "__main__":
    sys.exit(main())
