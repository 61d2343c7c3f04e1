"""The register of measures: every figure declared once. Adding one is one entry here and its hand-computed test."""

from collections.abc import Mapping

from zhiji.insight.measures import activity, balances, flows, habits, loyalty, profit
from zhiji.insight.measures.measure import Measure, Tables

MEASURES: Mapping[str, Measure] = {
    measure.id: measure
    for room in (activity, balances, flows, profit, loyalty, habits)
    for measure in room.MEASURES
}
"""Measure id → measure, in the order they are shown."""

__all__ = ["MEASURES", "Measure", "Tables"]
