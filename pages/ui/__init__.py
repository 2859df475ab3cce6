"""What pages share, and the only user of Streamlit besides them: state and URL, caches, controls, the stage, charts."""
