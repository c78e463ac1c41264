"""What a click costs in Streamlit at the least: one button, one number."""

import streamlit as st

if "count" not in st.session_state:
    st.session_state.count = 0


def step() -> None:
    st.session_state.count += 1


st.button("Next", key="next", on_click=step)
with st.container(key="count"):
    st.write(f"Step {st.session_state.count}")
