"""Commands of the documents library."""
