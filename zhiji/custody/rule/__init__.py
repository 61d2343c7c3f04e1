"""制度: the house rule of 29 articles as data, each linked to the norms it sets, the pages where it is done and its proofs.

``articles.toml`` holds version 1 in three languages; later versions come by approval (Art. 28-29) and stand in the database.
``proofs.toml`` lists the tests that cite each article; ``python -m plugins.rule_citations`` in ``tests`` writes it.
"""
