"""TIM: every date of a charter as difference constraints: later ≥ earlier + days.

A date is a pair of bounds (``2015-06`` is the whole of June; unknown is free); a relation sets one date after another.
With an edge u → v of weight w for ``v − u ≤ w`` days, the dates can all hold if and only if the graph has no negative
cycle (Bellman 1958); a cycle of negative length *is* an irreducible set of clauses, and is the finding.

    order       starts before ends; serial phases in order; the end after the phases; all within the charter's life
    beginning   no intake before its law or the phase that brings it; no aid before its clearance
    money       pay to the end, exits' money to the last instalment, a mandate to the last test that it measures
    lapse       no sunset before the end, no quota before the intake it governs, no rule before its review
    steps       each after what it depends on; a circle of steps is a finding whatever its dates

A phase that ends on a date *and* by a test says what happens where the day comes and the test has failed.

Files: ``calendar`` (dates, differences, the negative cycle), ``life``, ``means``, ``turns`` (what comes after what) and
``rules`` (the codes). To add an order: a ``write_…`` function in the file of its idea, named in ``rules._calendar``.
"""
