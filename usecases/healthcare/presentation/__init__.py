"""The cards of the clinic's front desk."""
