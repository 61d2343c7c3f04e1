"""The engine room: command line, private database, demo bank, install checks."""
