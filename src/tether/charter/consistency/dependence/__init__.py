"""DEP: who depends on whom: command, appointment, removal, pay, funding, membership, in each circumstance.

One graph of power: an edge a → b where a commands, appoints, removes, pays, funds or contains b. "Independent", "from
outside" and "other than" then mean that **no path** leads from those who are watched to whoever watches them. A force
is watched with all its units and the posts in them. A body that claims independence is, besides, in no line of command
above those it watches.

Command is read by circumstance (ordinary times, emergency, joint operation), by phase and by matter (orders,
administration, discipline): a circle is one only where all of its lines hold at the same moment in the same matter.

Files: ``lines`` (lines of command and their circles), ``powers`` (the graph), a file for each question: ``watchers``,
``causes``, ``appointment``, ``precedence``, ``accounts``.
"""
