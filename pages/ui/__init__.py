"""The machinery of the app: Streamlit, and JavaScript in folders of its own."""
