"""Measured runs of what matters for speed, each beside its limit in the same run: `python -m benchmarks`.

Nothing here is installed or imported by the product. docs/figures.md has the figures and how they were taken.
"""
