"""Amendments with proof: the cheapest edits in a menu that clear a charter's findings, or why no set of them does."""
