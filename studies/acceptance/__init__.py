"""The acceptance table: what the article says, row by row, and what carries it here.

python -m studies.acceptance --row 58
"""
