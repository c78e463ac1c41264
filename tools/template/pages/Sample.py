"""The page of the sample use case."""

from usecases.sample import USE_CASE

from chatkit_core.ui.use_case_page import render

render(USE_CASE)
