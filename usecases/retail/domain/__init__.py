"""What the returns desk knows: codes, people, orders, rules; no input or output."""
