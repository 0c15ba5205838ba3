"""The demo: one true event told with invented people. See docs/data.md for what is which."""
