"""Tests of stik."""
