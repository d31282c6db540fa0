"""The page that a reader gets."""
