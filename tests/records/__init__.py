"""What we know: tests of the records."""
