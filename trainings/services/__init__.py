"""The changes of state of what is planned, and who alone may make them."""
