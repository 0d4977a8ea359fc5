"""The dialogue as pure rules: what was meant and asked goes in, effects and words come out."""

from bot.conversation.dialogue import decide
from bot.conversation.shapes import Asked, Decision, Meant, Moment, Past, PersonView, Planned, Say, Turn

__all__ = ["Asked", "Decision", "Meant", "Moment", "Past", "PersonView", "Planned", "Say", "Turn", "decide"]
