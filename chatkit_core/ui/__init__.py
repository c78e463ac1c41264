"""The Streamlit side: the only package, beside the pages, that may import streamlit."""
