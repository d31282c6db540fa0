"""Can it be paid: what a charter costs, by month and in all, against the money that it names.

    found = cost_of(charter, status_quo, plan=handover, country="IRQ", as_of="2015-06")
    found.total, found.word, found.unpriced

Amounts come from the charter's own lines; where it is silent, from the price book (``prices.csv``); where that is
silent too, they are *unpriced*, listed, and put to the finance ministry. One value goes through the door:
``CharterCost``.
"""

from tether.budget.cost import CharterCost, cost_of

__all__ = ["CharterCost", "cost_of"]
