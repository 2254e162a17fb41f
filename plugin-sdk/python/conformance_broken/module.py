"""Does not load: the third line has an error."""

def = 5
