"""Tests of the staff pages and the API."""
