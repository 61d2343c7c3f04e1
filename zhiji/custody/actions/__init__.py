"""The verbs of the institution: the only writers. One file a procedure; each act reads as a sentence."""
