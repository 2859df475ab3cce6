"""Hooks around the runs of pages, of which Streamlit has none.

Three methods are replaced: one by which the thread of a session asks for the next run, one by which a run asks whether
it should stop, and one that takes a request. `runner.fastReruns` must be off (`.streamlit/config.toml`): a session
would begin a second thread otherwise, while the first one still reads and writes the same state.
`tests/hostile/test_turns.py` fails if another release of Streamlit does not call these methods."""

from __future__ import annotations

import threading
from functools import wraps
from inspect import unwrap
from typing import Generic, Protocol, TypeVar

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequest, ScriptRequests, ScriptRequestType

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


_ask = unwrap(AppSession.request_rerun)
_next, _stop = unwrap(ScriptRequests.on_scriptrunner_ready), unwrap(ScriptRequests.on_scriptrunner_yield)
"""Streamlit's own methods, also where this module is loaded a second time."""


def hook_runs(hooks: RunHooks[Run]) -> None:
    """Tell `hooks` of the runs of all sessions in this process; once is enough."""
    thread: _Thread[Run] = _Thread()

    @wraps(_ask)
    def ask(self: AppSession, client_state: ClientState | None) -> None:
        hooks.requested(self.id)
        _ask(self, client_state)

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
        request, run = _stop(self), thread.run
        if run is not None and request is None:
            hooks.underway(run)
        elif run is not None and request is not None and request.type == ScriptRequestType.RERUN:
            hooks.interrupted(run)
        return request

    AppSession.request_rerun = ask
    ScriptRequests.on_scriptrunner_ready = next_in_turn
    ScriptRequests.on_scriptrunner_yield = stop_or_go_on


def _address(session: str) -> str:
    client = get_instance().get_client(session)
    return (client.client_context.remote_ip if client and client.client_context else None) or ""
