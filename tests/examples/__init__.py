"""The examples that come with the product."""
