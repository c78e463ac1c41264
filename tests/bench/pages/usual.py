"""A chat of cards written the usual way: the whole page drawn again on every click.

The page's `items` parameter says how many messages the conversation already has.
"""

import streamlit as st

if "cards" not in st.session_state:
    st.session_state.cards = 0
state = st.session_state


def step() -> None:
    state.cards += 1


for number in range(int(st.query_params.get("items", "10"))):
    with st.chat_message("assistant" if number % 2 else "user"):
        st.write(f"Message {number} of a conversation that has been going on for a while.")

with st.container(key=f"card-{state.cards}", border=True):
    st.write(f"**Card {state.cards}**: what would you like to do?")
    for choice in range(4):
        st.button(f"Choice {choice}", key=f"choice-{state.cards}-{choice}", on_click=step)
st.chat_input("Message")
