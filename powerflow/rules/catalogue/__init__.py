"""What the catalogue of power items must state of an item, and of all items together."""
