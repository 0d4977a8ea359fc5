"""What the pages say is true of the code."""
