"""The server takes its port first and stops without cutting anybody off."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack

import pytest

from policy.evidence import MOST_BYTES
from yingkou_hz import server

SLOW_SERVER = """
import sys, time, django
django.setup()
from policy.evidence import MOST_BYTES
from yingkou_hz import server

def application(environ, start_response):
    print("asked", flush=True)
    time.sleep(0.2)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"x" * 3_000_000]

listening = server.listen("127.0.0.1", 0)
print(listening.getsockname()[1], flush=True)
server.serve(application, listening)
print("stopped", flush=True)
"""


def test_listen_refuses_a_port_in_use():
    with server.listen("127.0.0.1", 0) as taken, pytest.raises(OSError, match="in use"):
        server.listen("127.0.0.1", taken.getsockname()[1])


def test_the_drawing_library_is_loaded_before_the_first_board_is_asked_for():
    code = "import sys; from yingkou_hz import server; server.warm_up().join(); print('plotly.graph_objects' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@pytest.mark.case("F09")
def test_serve_finishes_the_request_under_way_however_often_it_is_told_to_stop():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_SERVER], stdout=subprocess.PIPE, text=True, env=environment
    )
    with process:
        port = int(process.stdout.readline())
        got = []

        def ask():
            got.append(urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read())

        asking = threading.Thread(target=ask)
        asking.start()
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        asking.join()
        assert len(got[0]) == 3_000_000
        assert process.stdout.readline() == "stopped\n"
    assert process.returncode == 0
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


@pytest.mark.case("U19")
def test_serve_asks_nobody_about_half_an_upload_and_leaves_nothing_of_it(tmp_path):
    """TRUST U19: the line breaks at 99 %."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_SERVER], stdout=subprocess.PIPE, text=True, env=environment
    )
    with process:
        port = int(process.stdout.readline())
        before = sorted(tmp_path.rglob("*"))
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n")
            line.sendall(bytes(3_960_000))
        assert len(urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()) == 3_000_000
        assert sorted(tmp_path.rglob("*")) == before
        process.send_signal(signal.SIGTERM)
        assert process.stdout.read() == "asked\nstopped\n"


@pytest.mark.case("F10")
@pytest.mark.slow
def test_serve_answers_others_beside_fifty_that_neither_read_nor_go_on():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_SERVER], stdout=subprocess.PIPE, text=True, env=environment
    )
    with process, ExitStack() as open_lines:
        open_lines.callback(process.kill)
        port, said = int(process.stdout.readline()), ""
        for number in range(50):
            line = open_lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"\r\n" * (number % 2))
        while said.count("asked") < 25:  # threads print into each other's lines
            said += process.stdout.readline()
        taken = []
        for _ in range(5):
            begun = time.monotonic()
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).read()
            taken.append(time.monotonic() - begun)
    assert statistics.median(taken) < 1


def test_options_let_a_file_that_is_too_large_reach_the_page_that_says_so():
    assert server.options()["max_request_body_size"] > 2 * MOST_BYTES


def test_options_believe_only_the_proxy_that_speaks_https(settings):
    assert "trusted_proxy" not in server.options()
    settings.HTTPS, settings.TRUSTED_PROXY = True, "10.1.1.1"
    assert server.options()["trusted_proxy"] == "10.1.1.1"
