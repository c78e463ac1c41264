"""The cards of a return: one template a card, and the composer that fills them."""
