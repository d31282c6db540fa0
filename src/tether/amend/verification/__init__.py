"""Verification of an amendment's certificate by code of its own.

    verdict = verify_amendment(data, charter, under, table)
    verdict.faults      # nothing, or what of the certificate is not so, a sentence each

Nothing here imports the search, its menu, its master program or its oracle: edits are applied, touched paths found and
the cheapest set bounded by other code. What is shared is the checker itself, with the paths that its findings rest on,
and the definition of a price.
"""
