"""Random journeys on two processes and one store, with faults in between, and what must be true after."""
