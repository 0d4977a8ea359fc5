"""Tests of the house itself: sizes, words, floors, settings, and that the product stands alone."""
