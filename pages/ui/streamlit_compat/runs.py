"""The runs of pages: which fragments the one under way is of, how another one is asked for, and hooks around all of
them. Streamlit has none of this in public: `st.rerun` stops the run that calls it, and can't name fragments.

For the hooks three methods are replaced: one by which the thread of a session asks for the next run, one by which a run
asks whether it should stop, and one that takes a request, which also keeps a late report from leading back to its page.
`runner.fastReruns` must be off (`.streamlit/config.toml`): a session would begin a second thread otherwise, while the
first one still reads and writes the same state. `tests/hostile/test_turns.py` fails if another release of Streamlit
does not call these methods."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import wraps
from inspect import unwrap
from typing import Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequest, ScriptRequests, ScriptRequestType

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


Run = TypeVar("Run")


class RunHooks(Protocol[Run]):
    """What is told of the runs of pages. `Run` is what the thread of a session goes by."""

    def requested(self, session: str) -> None:
        """A browser has asked for a run. Of requests that come while a run waits, Streamlit keeps the newest only."""

    def thread_of(self, session: str, address: str) -> Run:
        """The thread that calls this runs the pages of a session, whose browser is at this address."""
        ...

    def idle(self, run: Run) -> None:
        """A run is over, and no other one has begun."""

    def ready(self, run: Run, brief: bool) -> None:
        """A run is asked for; the newest request is taken when this returns. A `brief` one is of fragments only."""

    def begun(self, run: Run) -> None:
        """A request has been taken; its run begins when this returns. It may have come since `idle`."""

    def underway(self, run: Run) -> None:
        """A run goes on when this returns; called at every call of Streamlit."""

    def interrupted(self, run: Run) -> None:
        """A newer run of the same session takes the place of this one, and begins when this returns."""


class _Thread(threading.local, Generic[Run]):
    """What the thread runs, if it runs pages."""

    run: Run | None = None


_ASKED: WeakKeyDictionary[PagesManager, tuple[str, str]] = WeakKeyDictionary()
"""The page that a session was last asked to show, by its visitor or by `st.switch_page`, and the one it showed then."""


def _note_page(pages: PagesManager, asked: str) -> None:
    _ASKED[pages] = asked, pages.current_page_script_hash


def _with_expected_page(session: AppSession, client_state: ClientState | None) -> ClientState | None:
    """What a component reports while its page is being left still names that page. Streamlit would go back to it for
    this one fragment, and the browser would then remove all that the new page has drawn: it is told the new page."""
    if client_state is None:
        return None
    if not client_state.fragment_id:
        _note_page(session._pages_manager, client_state.page_script_hash)
        return client_state
    here = session._pages_manager.current_page_script_hash
    asked, before = _ASKED.get(session._pages_manager, (here, here))
    page = asked if here == before else here
    if page in ("", client_state.page_script_hash):
        return client_state
    corrected = ClientState()
    corrected.CopyFrom(client_state)
    corrected.page_script_hash = page
    return corrected


_ask = unwrap(AppSession.request_rerun)
_next, _stop = unwrap(ScriptRequests.on_scriptrunner_ready), unwrap(ScriptRequests.on_scriptrunner_yield)
"""Streamlit's own methods, also where this module is loaded a second time."""


def hook_runs(hooks: RunHooks[Run]) -> None:
    """Tell `hooks` of the runs of all sessions in this process; once is enough."""
    thread: _Thread[Run] = _Thread()

    @wraps(_ask)
    def ask(self: AppSession, client_state: ClientState | None) -> None:
        hooks.requested(self.id)
        _ask(self, _with_expected_page(self, client_state))

    @wraps(_next)
    def next_in_turn(self: ScriptRequests) -> ScriptRequest:
        context = get_script_run_ctx()
        if context is None:
            return _next(self)
        run = thread.run = thread.run or hooks.thread_of(context.session_id, _address(context.session_id))
        hooks.idle(run)
        if self._state == ScriptRequestType.RERUN:  # what was asked for is taken when it is the session's turn
            asked = self._rerun_data
            hooks.ready(run, bool(asked.fragment_id or asked.fragment_id_queue))
        request = _next(self)
        if request.type == ScriptRequestType.STOP:
            hooks.idle(run)
        else:
            hooks.begun(run)
        return request

    @wraps(_stop)
    def stop_or_go_on(self: ScriptRequests) -> ScriptRequest | None:
        request, run, context = _stop(self), thread.run, get_script_run_ctx()
        if run is not None and request is None:
            hooks.underway(run)
        elif run is not None and request is not None and request.type == ScriptRequestType.RERUN:
            taken = request.rerun_data
            if context is not None and not (taken.fragment_id or taken.fragment_id_queue):
                _note_page(context.pages_manager, taken.page_script_hash)
            hooks.interrupted(run)
        return request

    AppSession.request_rerun = ask
    ScriptRequests.on_scriptrunner_ready = next_in_turn
    ScriptRequests.on_scriptrunner_yield = stop_or_go_on


def _address(session: str) -> str:
    client = get_instance().get_client(session)
    return (client.client_context.remote_ip if client and client.client_context else None) or ""
