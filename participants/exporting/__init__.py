"""Lists that leave the house: their columns, and the files they go out in."""
