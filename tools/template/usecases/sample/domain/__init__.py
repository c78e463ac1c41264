"""The rules, as plain values and questions: nothing here knows a store, a card or a model."""
