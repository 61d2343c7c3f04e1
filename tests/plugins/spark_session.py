"""A Spark cluster of this one machine, for tests that run the same expressions on both engines."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
}


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """Two threads; skipped where Java or Spark is absent (``make spark``)."""
    if shutil.which("java") is None:
        pytest.skip("Java is absent: Spark is an extra, its tests need a Java runtime")
    pytest.importorskip("pyspark", reason="Spark is an extra: make spark")
    from pyspark.sql import SparkSession

    building = SparkSession.builder.master("local[2]").appName("zhiji")
    for name, value in SETTINGS.items():
        building = building.config(name, value)
    made = building.getOrCreate()
    yield made
    made.stop()
