"""Who goes where: posting plans with a certificate."""
