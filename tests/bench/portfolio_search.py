"""Fragment search in a manager's portfolio, and finding by a full identifier, through the public looks.

Run alone: ``python tests/bench/portfolio_search.py 2000`` (needs a migrated database; writes its files into it).
"""

import importlib.util
import statistics
import sys
import time
from pathlib import Path

ROUNDS = 40


def run(size=2000):
    """Measure in a portfolio of ``size`` files. Rows: name, value, unit, goal, compared_with."""
    from django.db import connection

    from zhiji.customers.looks.searching import search
    from zhiji.customers.models import File

    bank = _bank()
    for number in range(size):
        given = "文瑾怀若清远思齐明德书敏嘉禾"
        name = "王李张刘陈杨赵黄周吴"[number % 10] + given[number // 10 % 14] + given[number // 140 % 14]
        bank.file(values={"name": name})
    with connection.cursor() as cursor:
        for table in ("customers_file", "customers_token", "vault_datakey"):
            cursor.execute(f"ANALYZE {table}")
    rows = []
    portfolio = File.objects.filter(manager=bank.rm01)
    plain = _timed(lambda: list(portfolio.values_list("customer_id", "state", "kind")))
    asked = {"two characters": "文瑾", "pinyin initials": "wjh", "last four digits": "9876"}
    for name, text in asked.items():
        times = _timed(lambda text=text: search(text, by=bank.rm01, purpose="service", channel="test"))
        rows.append(_row(f"fragment in a portfolio of {size}: {name}", times, 60, plain))
    number = bank.file(manager=bank.rm03, values={"phones": [{"number": "15000001234"}]}).customer_id
    one = _timed(lambda: list(File.objects.filter(pk=number).values_list("customer_id", "state", "kind")))
    times = _timed(lambda: search("15000001234", by=bank.agent01, purpose="service", channel="test"))
    rows.append(_row("find by full identifier (phone)", times, 10, one))
    return rows


def _row(name, times, goal, compared):
    p95 = _p95(times)
    ratio = p95 / _p95(compared)
    against = f"unguarded Django read of the same rows, p95 {_p95(compared):.2f} ms (× {ratio:.1f})"
    return {
        "name": name,
        "value": round(p95, 2),
        "unit": "ms p95",
        "goal": f"≤ {goal} ms",
        "compared_with": against,
    }


def _timed(work):
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def _p95(times):
    return statistics.quantiles(times, n=20)[-1]


def _bank():
    """The small bank of the customer room's tests."""
    place = Path(__file__).parent.parent / "rooms" / "customers" / "conftest.py"
    spec = importlib.util.spec_from_file_location("small_bank", place)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Bank()


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(Path(__file__).parent.parent.parent))
    from zhiji.ops import database

    database.start()
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    django.setup()
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else 2000):
        print(line)
