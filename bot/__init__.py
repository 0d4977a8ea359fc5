"""How messages travel and what people answer: channels, the sender, the doors, the receiver."""
