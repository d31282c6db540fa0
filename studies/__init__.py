"""Studies of the product by its authors: each judges something, none is run by a user. README.md says how."""
