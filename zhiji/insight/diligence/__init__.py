"""Due diligence: how risky a customer is, who stands behind it, when it is looked at again, what its money does.

A rating is reckoned from the file and told line by line (``rating``), reviews are cases of the institution (``reviews``), owners
are found through layers and circles (``owners``), transactions are watched by named rules (``monitoring``). That a suspicion was
reported is known to compliance alone (``suspicions``).
"""
