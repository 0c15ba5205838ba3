"""The pages of registration, persons and presence."""
