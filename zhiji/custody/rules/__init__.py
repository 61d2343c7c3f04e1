"""State tables of the procedures: pure, no database, no clock. ``flow.py`` says what a flow is; one file a procedure."""
