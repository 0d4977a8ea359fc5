"""Journeys through the pages in a real browser, against the demo as its users start it."""
