"""Every patch of Streamlit and every use of what it keeps private, each with why it is needed."""
