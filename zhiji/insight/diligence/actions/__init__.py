"""The verbs of due diligence."""
