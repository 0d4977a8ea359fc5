"""Facts about the words."""
