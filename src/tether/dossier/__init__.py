"""Who is asking: profile of an actor as of a date, patron graph, lawfulness screen."""
