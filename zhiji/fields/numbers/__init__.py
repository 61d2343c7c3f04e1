"""Identifying numbers, one kind a file: each takes what was typed and gives the normal form, or raises
``Wrong``.
"""
