"""A page without a chat."""

import streamlit as st

st.title("Another page")
