"""The hypotheses of a search as a tree, and what other searches would have found."""

import streamlit as st

from pages.ui import cache, frame, searching, show, state, strategies, tree

frame.enter()
view = state.view()
outcome = cache.trace(view.searched)
left, right = st.columns(2, gap="large", vertical_alignment="center")
with left:
    show.outcome(outcome, begun=view.begun)
with right:
    searching.row()
if not isinstance(outcome, cache.Problem):
    tree.draw(outcome, view.step)
    strategies.table(view.searched)
    strategies.widths(view.searched)
