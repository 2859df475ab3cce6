"""The hypotheses of a search as a tree, and the results of other searches."""

import streamlit as st

from pages.ui.address import state
from pages.ui.engine import work
from pages.ui.features.beam import beam
from pages.ui.frame import frame
from pages.ui.kit import result as show
from pages.ui.kit import search_controls as searching
from pages.ui.kit.controls import opener
from pages.ui.kit.words import _

frame.enter()
view = state.view()
outcome = work.translate(view.searched)
left, right = st.columns(2, gap="large", vertical_alignment="center")
with left:
    show.outcome(outcome, begun=view.begun)
with right:
    opener(_("Search"))
    searching.row()
if not isinstance(outcome, work.Problem):
    beam.draw_tree(outcome)
    beam.strategy_table(view.searched)
    beam.beam_widths(view.searched)
