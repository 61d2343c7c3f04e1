"""Screens of the institution. One set serves every procedure: what waits, a register, one case, one step."""
