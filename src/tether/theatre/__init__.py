"""One country as fixed axes: places, communities, actors, months."""
