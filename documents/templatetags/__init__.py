"""Template tags of the documents library."""
