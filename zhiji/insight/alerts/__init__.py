"""What somebody should do something about: told once, to the right desk, with an end.

Two sources, one inbox. The night raises what only the figures know (a large movement, a tier gained or lost, a customer who
falls silent). What a file itself knows (a birthday, a paper, a maturity) is found when the inbox is opened and never written
down: a row that says whose birthday is near would be an open copy of what lies sealed.
"""
