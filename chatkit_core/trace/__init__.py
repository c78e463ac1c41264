"""What happened in a conversation, in order: one log, and pure views of it."""
