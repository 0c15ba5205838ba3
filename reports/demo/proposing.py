"""What the provinces propose in the demo: six coming events, and what became of each.

Invented, on themes of the region: saffron is not grown here, but caraway and olives are.
"""
