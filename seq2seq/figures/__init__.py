"""Figures of a trace: pure functions to plotly Figures and DataFrames. The only folder of the library that uses plotly.

The background is transparent, so a figure fits a light or a dark page. `drawing` makes files for paper and slides, on
white.
"""
