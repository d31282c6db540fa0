"""Consistency: clauses of one charter that cannot all be true together.

A rule asks whether a design speaks of something; here the clauses that a design does have are read against each other.
Four folders, one idea each, and every finding names an *irreducible* set of clauses: leave any one of them out and the
rest can stand together.

    ``numbers``     heads, shares, seats, ages, rates and money as one system of linear constraints over intervals
    ``dates``       dates, phases, steps and terms as difference constraints; a negative cycle is the finding
    ``dependence``  who commands, appoints, pays, audits and watches whom: "independent" means no path
    ``grants``      power × place × force: what is granted and forbidden at once, led twice, or led by nobody

``clauses`` says such a set in a sentence, ``linear`` decides a system and shrinks it. To add a relation: state it in
the file it belongs to, under one of that file's codes; its clauses and its message follow. Their codes are rules like
any other (``tether explain NUM01``).
"""
