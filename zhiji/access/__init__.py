"""THE GATEWAY: who may do what to which file, and why.

Two verbs reach customer data, and nothing else does: ``look`` and ``act`` in ``zhiji.access.gateway``. The policy
they enforce is the readable table in ``zhiji/access/policy/*.toml``; ``zhiji.access.explain`` answers from the same
evaluation. Only this room mints the permits that open the vault.
"""
