"""The rules of a programme: when something is due, what an answer changes, how hours become money.

Pure: values in, values out. No SQL, no network, no clock; `now` is always an argument.
"""
