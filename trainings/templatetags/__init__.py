"""Tags of the pages of trainings."""
