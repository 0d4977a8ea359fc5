"""Decides when we speak: rounds that ask the timetable what is due, and a clock that ticks and keeps nothing."""
