"""The words: what Stik says to a participant, and what a reply means.

Pure: values in, values out. Texts and lexicons are data, one folder a language (sl/, en/);
catalogue.say() renders a text for one person, reading.read() understands an answer.
"""
