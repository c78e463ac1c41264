"""What the clinic's front desk knows: codes, people, calendars, rules; no input or output."""
