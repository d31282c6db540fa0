"""Pages that read finished runs and never compute."""
