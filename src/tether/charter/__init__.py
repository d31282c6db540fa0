"""The written design: schema, located reading, rules. Knows nothing of models."""
