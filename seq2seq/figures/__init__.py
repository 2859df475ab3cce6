"""Pictures of a trace: pure functions to plotly Figures and DataFrames. The library's only user of plotly.

Colours lie on a transparent ground, so a figure follows a light or dark page by itself.
"""
