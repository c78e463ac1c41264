"""Retail returns."""

from chatkit_core.ui.use_case_page import render
from usecases.retail import USE_CASE

render(USE_CASE)
