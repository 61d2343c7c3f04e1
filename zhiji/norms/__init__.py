"""The rule register: laws and house rules as dated data. No number of a rule stands in code.

    from zhiji import norms
    norms.on(day).custody.loan_days            # 3: group . parameter, as in force on that day
    norms.on(day).source("custody.loan_days")  # the Norm that says so
    norms.get("house.loan-period")             # one norm by id
    norms.all()                                # every norm, past ones too
    norms.changes_between(a, b)                # what changes in the days after a, up to and including b
    norms.what_applies(day)                    # the norms in force, group by group

The data are ``register/*.toml``; what a norm holds is told in ``norm.py``. No database, no other room.
"""

from zhiji.norms.norm import GROUPS, LANGUAGES, STATUSES, Norm
from zhiji.norms.register_reading import RegisterError
from zhiji.norms.snapshot import Change, Norms, Parameters, all, changes_between, get, on, what_applies

__all__ = [
    "GROUPS",
    "LANGUAGES",
    "STATUSES",
    "Change",
    "Norm",
    "Norms",
    "Parameters",
    "RegisterError",
    "all",
    "changes_between",
    "get",
    "on",
    "what_applies",
]
