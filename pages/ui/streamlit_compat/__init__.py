"""Every patch of Streamlit, each with why it is needed."""
