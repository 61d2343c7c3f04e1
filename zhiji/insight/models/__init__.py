"""Tables of the insight room, one a file. What is reckoned for each customer is not here: it lies in the lake."""

from zhiji.insight.models.alert import Alert
from zhiji.insight.models.learnt import PERMILLE, LearntModel
from zhiji.insight.models.night import NightRun
from zhiji.insight.models.rates import RateFigure
from zhiji.insight.models.saved import SavedView
from zhiji.insight.models.trial import Trial

__all__ = ["PERMILLE", "Alert", "LearntModel", "NightRun", "RateFigure", "SavedView", "Trial"]
