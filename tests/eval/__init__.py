"""Sentences that nothing was written from, and how well a model acts on them."""
