"""Turns Stik on: settings, assembly, commands. Nobody imports this room."""

__version__ = "0.1.0"
