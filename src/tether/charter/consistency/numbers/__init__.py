"""NUM: every number of a charter as one system: heads, shares, quotas, seats, ages, rates and money.

A written number is an interval (unknown is free, "at most" is a bound), and what the text means sets the numbers
against each other, always linearly:

    units → force       a force's units hold its planned men; streams bring them; no more than its ceiling
    streams → units     men of one origin: Σ share × unit = Σ intake, for every origin and every unit at once
    groups → streams    nobody takes more men from a group than it has; in scope = taken in + out + left
    quotas → plans      a quota × planned men = Σ community share × unit; a cap and a floor hold in every unit
    rate × people       a rate per inhabitant times the people of the places gives the total
    rate × months       screening and training can take the intake in its months
    heads × pay         heads × pay × 12 × on-cost is no more than a year's budget

A product of two intervals is written as its exact pair of bounds (``lo·U ≤ M ≤ hi·U``). Lists are taken to be complete
under the closed reading alone, so that an unlisted stream or unit is no contradiction in a text seen in part.
Currency and units are the schema's: persons, ``meta.currency`` a month for pay and a year for budgets.

Files: ``sheet`` (how a number and a relation are written down), ``heads``, ``shares``, ``people``, ``seats``, ``money``
(what sets them against each other) and ``rules`` (the decision, and the codes). To add a relation: a ``write_…``
function in the file of its idea, named in ``rules._sheet``.
"""
