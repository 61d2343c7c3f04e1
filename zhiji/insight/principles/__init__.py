"""The principles of keeping customer information, as figures with their numerators (AA01-AA22), the categories of the files
(F18) and what two sources contradict each other in (AA22). Figures are reckoned once a day and never in a request.
"""
