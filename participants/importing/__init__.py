"""Reading a list of people: which column is what, what a row says, whom it means."""
