"""How fast and how small the app is, printed by `make bench`.

Nothing here passes or fails: figures from a shared machine only mean something as ratios, so every
run measures stock Streamlit beside the app.
"""
