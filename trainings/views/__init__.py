"""The pages of programmes, events and venues."""
