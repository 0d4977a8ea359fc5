"""Promises that hold for every channel and for both databases."""
