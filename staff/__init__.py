"""What the team sees: server-rendered pages that work without JavaScript, and the JSON API over the same records.

desk.py is what the pages get, access.py says who may come in, and each page is a file with its template beside it.
"""
