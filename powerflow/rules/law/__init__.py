"""The legal bases that an item rests on."""
