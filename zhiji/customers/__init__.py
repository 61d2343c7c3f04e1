"""The customer file: people and organisations, their ties, papers, versions, search, import and quality.

``actions`` are the only writers, ``looks`` the only readers; both stand behind ``zhiji.access.gateway``.
"""
