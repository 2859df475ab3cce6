"""The run of a page that is under way: which fragments it is of, and how another one is asked for.

Streamlit says nothing of this in public: `st.rerun` stops the run that calls it, and can't name fragments."""

from __future__ import annotations

from collections.abc import Sequence

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

SentStates = WidgetStates
"""The states of widgets that a browser sends with a request."""


def follows_history() -> bool:
    """Whether this run is there because the visitor went back or forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def asked_fragments() -> list[str]:
    """The fragments of this run; none in a run of everything."""
    context = get_script_run_ctx()
    return context.fragment_ids_this_run or [] if context else []


def rerun_everything(sent: SentStates | None) -> None:
    """Have everything run in place of this run, with the states of widgets that were `sent`."""
    _request([], sent)


def rerun_fragments(keys: Sequence[str], sent: SentStates | None) -> None:
    """Have the fragments of these keys run before those of this run, unless all of them are among these."""
    context, asked = get_script_run_ctx(), asked_fragments()
    if context and not {*(ids := context.fragment_storage.resolve_target(list(keys)))} <= {*asked}:
        _request(list(dict.fromkeys([*ids, *asked])), sent)


def _request(fragments: list[str], sent: SentStates | None) -> None:
    context = get_script_run_ctx()
    if context and context.script_requests:
        context.script_requests.request_rerun(
            RerunData(
                query_string=context.query_string,
                page_script_hash=context.page_script_hash,
                fragment_id_queue=fragments,
                is_fragment_scoped_rerun=bool(fragments),
                replay_trigger_states=sent,
                cached_message_hashes=context.cached_message_hashes,
                context_info=context.context_info,
            )
        )
