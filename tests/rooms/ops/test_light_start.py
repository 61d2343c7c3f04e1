"""What a start loads: every page's code, but no engine. Those come with the first question that needs one."""

import json
import subprocess
import sys

ENGINES = {
    "altair", "duckdb", "ibis", "lightgbm", "openpyxl", "pandas", "pypinyin", "pyspark", "scipy", "sklearn", "sqlglot", "typst",
    "vl_convert",
}  # fmt: skip
"""Packages that take a twentieth of a second or more of every start, in each of a server's processes."""

PROGRAM = """
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
import django
django.setup()
from django.urls import get_resolver
routes = len(get_resolver().url_patterns)
print(json.dumps({"routes": routes, "loaded": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


def test_a_server_starts_without_loading_an_engine() -> None:
    """Jobs, pages and the API are all loaded, as a worker loads them before it answers."""
    ended = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    found = json.loads(ended.stdout)
    assert found["routes"] > 10 and "django" in found["loaded"]
    assert not ENGINES & set(found["loaded"])
