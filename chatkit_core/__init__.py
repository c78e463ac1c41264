"""The framework: ChatKit servers in one process, drawn with native Streamlit elements."""
