"""The preview's server: on this machine alone, and for no page from elsewhere.

starlette serves (on uvicorn) and watchfiles watches; all three are imported with this module, which ``preview`` alone does.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import awatch

from exporter.previewing import Preview
from exporter.publishing import FILES, INDEX, PAGES

HOST = "127.0.0.1"
_SETTLING = 60  # milliseconds within which changes are one
_LOOK = 1000  # milliseconds after which we look by ourselves
_STEP = 20  # milliseconds between two looks
_HEARTBEAT = 10.0  # seconds after which an open page hears that we are there
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def listen(port: int) -> socket.socket:
    """Return a socket on this machine; port 0 takes any that is free.

    Raises:
        OSError: the port is taken, or not allowed.
    """
    found = socket.socket()
    # On Windows, reusing an address would let another program take it over.
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusive is None else exclusive, 1)
    try:
        found.bind((HOST, port))
        found.listen()  # from now on, whoever is told the address can ask
    except BaseException:
        found.close()
        raise
    return found


def serve(preview: Preview, on: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve a preview until the program is told to end; ``ready`` is given its address first."""
    preview.refresh()
    news = News()
    config = uvicorn.Config(app(preview, news), log_level="critical", access_log=False, timeout_graceful_shutdown=1)
    ready(f"http://{HOST}:{on.getsockname()[1]}/")
    with suppress(KeyboardInterrupt):
        _Server(config, news).run(sockets=[on])


def app(preview: Preview, news: News) -> Starlette:
    """Return the application that serves a preview, and tells open pages the news."""

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(_watch(preview, news))
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    def index(_request: Request) -> Response:
        return HTMLResponse(preview.index(), headers=_HEADERS)

    def page(request: Request) -> Response:
        text, there_is = preview.page(request.path_params["name"])
        return HTMLResponse(text, 200 if there_is else 404, headers=_HEADERS)

    def download(request: Request) -> Response:
        data = preview.download(request.path_params["name"])
        if data is None:
            return Response("there is no such file", 404, headers=_HEADERS)
        return Response(data, media_type="application/octet-stream", headers=_HEADERS)

    def findings(_request: Request) -> Response:
        return JSONResponse(preview.findings(), headers=_HEADERS)

    async def events(_request: Request) -> Response:
        return StreamingResponse(_events(preview, news), media_type="text/event-stream", headers=_HEADERS)

    routes = [
        Route("/", lambda _request: RedirectResponse(f"/{INDEX}")),
        Route(f"/{INDEX}", index),
        Route(f"/{PAGES}/{{name}}.html", page),
        Route(f"/{FILES}/{{name}}", download),
        Route("/findings", findings),
        Route("/events", events),
    ]
    # A page from elsewhere that made its name point here would be refused by what it calls us.
    trusted = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"], www_redirect=False)
    return Starlette(routes=routes, middleware=[trusted], lifespan=living)


class News:
    """Wakes all who wait for something new."""

    def __init__(self) -> None:
        self._next: asyncio.Event = asyncio.Event()
        self.over = False

    def tell(self) -> None:
        """Say that there is something."""
        self._next.set()
        self._next = asyncio.Event()

    def end(self) -> None:
        """Say that nothing comes any more."""
        self.over = True
        self.tell()

    async def wait(self) -> None:
        """Return when there is something, or after a while."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._next.wait(), _HEARTBEAT)


class _Server(uvicorn.Server):
    """A server that ends what open pages listen to as soon as it is told to end."""

    def __init__(self, config: uvicorn.Config, news: News) -> None:
        super().__init__(config)
        self._news = news

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._news.end()
        super().handle_exit(sig, frame)


async def _events(preview: Preview, news: News) -> AsyncIterator[str]:
    while not news.over:
        yield f"data: {json.dumps(preview.seen.version)}\n\n"
        await news.wait()


async def _watch(preview: Preview, news: News) -> None:
    """Look at the sources whenever something changes in their folders, and every second: not all changes are told."""
    while True:
        watched = folders, below = await asyncio.to_thread(preview.watched)
        try:
            async for _changes in awatch(
                *folders, watch_filter=None, debounce=_SETTLING, step=_STEP, rust_timeout=_LOOK, yield_on_timeout=True,
                ignore_permission_denied=True, recursive=below,
            ):  # fmt: skip
                if await asyncio.to_thread(preview.refresh):
                    news.tell()
                if await asyncio.to_thread(preview.watched) != watched:
                    break
        except (OSError, RuntimeError, ValueError):  # no folder to watch, or more than the system can
            await asyncio.sleep(_LOOK / 1000)
            if await asyncio.to_thread(preview.refresh):
                news.tell()
