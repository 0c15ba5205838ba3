"""The only writers of persons, organisations, registrations and attendance."""
