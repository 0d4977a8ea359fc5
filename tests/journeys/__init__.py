"""Whole stories, from the timetable to the phone and back, and crashes between any two rooms."""
