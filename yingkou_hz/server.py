"""Serving: waitress on one socket, stopped without cutting off a request that is being answered."""

import os
import signal
import socket
import threading
import time

from django.conf import settings
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel

from indicators.overview import overview

THREADS = 8
PATIENCE = 10  # seconds that requests under way get to finish


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, taken before anything else is done; raise OSError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows the option would let two servers share one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def options() -> dict:
    """Return waitress's settings; with HTTPS it believes the one proxy that speaks it."""
    chosen = {
        "threads": THREADS,
        "ident": None,
        "asyncore_use_poll": True,
        "connection_limit": 1000,
        "max_request_body_size": 64 * 1024 * 1024,  # beyond what a file may have, so that our page can say so
        "clear_untrusted_proxy_headers": True,
    }
    if settings.HTTPS:
        chosen |= {
            "trusted_proxy": settings.TRUSTED_PROXY,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    return chosen


def serve(application, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, then let what is under way finish; a second signal does not cut it off."""
    channels = {}
    server = create_server(application, map=channels, sockets=[listening], **options())
    stopping = threading.Event()

    def stop(*_):
        stopping.set()
        server.pull_trigger()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    warm_up()
    while not stopping.is_set():
        turn(channels)
    wasyncore.dispatcher.close(server)
    finish(channels)
    server.task_dispatcher.shutdown()


def warm_up() -> threading.Thread:
    """Draw an empty figure beside the first requests: whoever opens the first board does not wait for Plotly to load."""
    drawing = threading.Thread(target=overview, args=([],), daemon=True)
    drawing.start()
    return drawing


def turn(channels: dict) -> None:
    wasyncore.loop(timeout=1, use_poll=hasattr(wasyncore.select, "poll"), map=channels, count=1)


def finish(channels: dict) -> None:
    """Go on turning until every request is answered and sent, or patience ends."""
    patience_ends = time.monotonic() + PATIENCE
    while any(map(is_busy, channels.values())) and time.monotonic() < patience_ends:
        turn(channels)


def is_busy(channel) -> bool:
    return isinstance(channel, HTTPChannel) and bool(channel.requests or channel.total_outbufs_len)
