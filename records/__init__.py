"""What we know: the only room with SQL. Files are nouns, functions take an open transaction and never commit."""
