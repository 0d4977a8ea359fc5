"""The rules of a programme, each with its facts."""
