"""What people type into the pages of programmes, events and venues."""
