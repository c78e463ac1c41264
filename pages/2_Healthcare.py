"""Healthcare scheduling."""

from chatkit_core.ui.use_case_page import render
from usecases.healthcare import USE_CASE

render(USE_CASE)
