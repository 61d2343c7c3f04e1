"""The chance of falling silent for everybody, by the model in use; nothing where none has earned its use."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.learning.card import drift
from zhiji.insight.learning.scoring import matrix, strongest
from zhiji.insight.learning.silence import FEATURES, eligible, features_of
from zhiji.insight.models import PERMILLE, LearntModel


def silence_chances(measured: pa.Table) -> tuple[pa.Array, dict[str, int]]:
    """``silence`` in permille (null: cannot fall silent, or no model), and what the run keeps: scored, drift in thousandths, model."""
    model = LearntModel.objects.filter(name="silence", in_use=True).first()
    if model is None:
        return pa.nulls(measured.num_rows, pa.int16()), {}
    chosen = eligible(measured, model.card["window"])
    if not chosen.num_rows:
        return pa.nulls(measured.num_rows, pa.int16()), {"scored": 0, "model": model.pk}
    import lightgbm

    booster = lightgbm.Booster(model_str=model.trees)
    scores = np.asarray(booster.predict(matrix(features_of(chosen), model.card["features"])))
    where = pc.index_in(measured["customer"].combine_chunks(), chosen["customer"].combine_chunks())
    chances = pa.array(np.rint(scores * PERMILLE).astype(np.int16)).take(where)
    return chances, {
        "scored": chosen.num_rows,
        "drift": round(drift(model.card, scores) * PERMILLE),
        "model": model.pk,
    }


def reasons(line: Mapping[str, object], model: LearntModel, *, most: int = 3) -> list[tuple[str, float]]:
    """Why one customer's chance is what it is: measures and their share in log-odds (above 0: towards silence)."""
    import lightgbm

    row = features_of(pa.table({name: pa.array([line[name]], pa.int64()) for name in FEATURES}))
    return strongest(lightgbm.Booster(model_str=model.trees), row, model.card["features"], most)[0]
