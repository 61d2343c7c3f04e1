"""Governed reads of the institution: what waits, the registers, one case. No sealed customer data come out here."""
