"""Acts of the insight room."""
