"""Named, blocked noise and the samplers that turn it into counts."""
