"""systemd is told as sd_notify(3) says, and a robot lives on without it."""

import socket

import pytest

from kinesics_app.run.service_manager import tell_service_manager


@pytest.mark.parametrize("abstract", [False, True])
def test_the_named_socket_is_told(tmp_path, monkeypatch, abstract):
    path = f"@kinesics-{tmp_path.name}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + path[1:] if abstract else path)
        manager.settimeout(1.0)
        monkeypatch.setenv("NOTIFY_SOCKET", path)
        tell_service_manager("READY=1")
        assert manager.recv(100) == b"READY=1"


def test_without_a_manager_nothing_happens(monkeypatch, tmp_path):
    opened = []

    class Counted(socket.socket):
        def __init__(self, *arguments):
            opened.append(arguments)
            super().__init__(*arguments)

    monkeypatch.setattr("kinesics_app.run.service_manager.socket.socket", Counted)
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    tell_service_manager("READY=1")
    assert opened == []
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    tell_service_manager("READY=1")
    assert len(opened) == 1
    assert not (tmp_path / "gone").exists()
