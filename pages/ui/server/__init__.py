"""What stands around Streamlit on the way to a browser: headers, health, limits on messages, rooms, logs."""
