"""What is generated is what its source says, and the documents agree."""

import random
import shutil
from collections import Counter

import pytest
import wasmtime

from kinesics.errors import BridgeError
from kinesics_bridge.firmware import build
from kinesics_bridge.joints.rule import Rule
from kinesics_bridge.twin import machine
from kinesics_bridge.wire import generate
from kinesics_bridge.wire.frames import encode_frame
from kinesics_bridge.wire.message_types import (
    FIELD_KINDS,
    MESSAGE_IDS,
    MESSAGE_TYPES,
    RuleSet,
    Setpoints,
)
from kinesics_bridge.wire.messages import encode_message
from kinesics_bridge.wire.protocol import EVENTS, STATES, TRANSITIONS


def test_tables_are_those_of_protocol_toml():
    assert generate.check() == []
    assert generate.main(["--check"]) == 0


def test_drift_is_found(tmp_path):
    root = tmp_path / "firmware_bridge"
    shutil.copytree(generate.ROOT, root)
    protocol = root / "protocol.toml"
    protocol.write_text(protocol.read_text().replace("[250000,", "[251000,"))
    assert {path.name for path in generate.check(root)} == {"protocol.h", "protocol.py"}


def test_a_transition_to_nowhere_is_refused(tmp_path):
    root = tmp_path / "firmware_bridge"
    shutil.copytree(generate.ROOT, root)
    protocol = root / "protocol.toml"
    protocol.write_text(protocol.read_text().replace('STOPPED = "STOPPED"', 'STOPPED = "GONE"', 1))
    with pytest.raises(ValueError, match="GONE"):
        generate.generate(root)


def test_messages_agree_with_their_kinds():
    for number, kind in MESSAGE_TYPES.items():
        assert MESSAGE_IDS[kind] == number
        assert len(kind._fields) == len(FIELD_KINDS[number])


def test_stop_overrides_every_state():
    """And from it only CLEARED leads out, to a state that still needs arming."""
    for state in STATES:
        if state != "STOPPED":
            assert TRANSITIONS[state]["STOPPED"] == "STOPPED"
    assert TRANSITIONS["STOPPED"] == {"CLEARED": "STANDBY"}
    assert "ENABLED" not in TRANSITIONS["STANDBY"]


def test_only_arming_leads_to_motion_from_rest():
    moving = {"ACTIVE", "STARVED", "HOLD"}
    for state, cells in TRANSITIONS.items():
        for event, after in cells.items():
            assert event in EVENTS
            if state not in moving and after in moving:
                assert (state, event) == ("ARMING", "ENABLED")


def test_what_cannot_be_built_is_said(tmp_path, capsys):
    with pytest.raises(BridgeError, match="needs kinesics' source tree"):
        build.build("wasm", firmware=tmp_path / "none")
    assert build.main(["avr"]) == 2
    assert "name one target: wasm, stm32f405" in capsys.readouterr().err


def test_source_errors_are_shown(tmp_path):
    pytest.importorskip("ziglang")
    shutil.copytree(build.FIRMWARE, tmp_path / "firmware")
    with (tmp_path / "firmware/core/wire.c").open("a") as source:
        source.write("int unfinished(\n")
    with pytest.raises(BridgeError, match="wasm does not compile"):
        build.build("wasm", firmware=tmp_path / "firmware")


@pytest.mark.slow
def test_the_wasm_is_what_the_sources_say():
    pytest.importorskip("ziglang")
    assert build.main(["wasm", "--check"]) == 0


def trap_on_undefined(monkeypatch):
    """Twins run the same sources, compiled to trap on overflow, shifts and array bounds."""
    pytest.importorskip("ziglang")
    sanitized = build.build("wasm", sanitize=True)
    assert len(sanitized) > len(build.build("wasm")) + 1000
    engine = wasmtime.Engine()
    module = wasmtime.Module(engine, sanitized)
    monkeypatch.setattr(machine, "_module", lambda: (engine, module))


@pytest.mark.slow
def test_rules_of_half_a_table_are_not_followed(monkeypatch, make_bench, make_table):
    """A rule of a joint that no table has, after a whole table: it would be looked up."""
    trap_on_undefined(monkeypatch)
    bench = make_bench(make_table(rules=(Rule("CURRENT", "joint_1", high=0.5),)))
    bench.run(5)
    bench.send(RuleSet(0, 2, 126, 126, 0, 0, 0, 0, 0))
    bench.run(5)
    assert bench.replies()[-1].code == 0


@pytest.mark.slow
def test_no_bytes_make_the_firmware_do_anything_undefined(monkeypatch, make_bench):
    """Noise and rows."""
    trap_on_undefined(monkeypatch)
    generator, heard = random.Random(0), Counter()
    for _ in range(200):
        bench = make_bench(seed=generator.randrange(1000))
        bench.arm()
        for _ in range(30):
            message = Setpoints(
                max(0, bench.now_us + generator.randrange(-(10**5), 4 * 10**5)),
                generator.randbytes(6 * generator.randrange(1, 40)),
            )
            frame = bytearray(encode_frame(encode_message(message, generator.randrange(65536))))
            if generator.random() < 0.3:
                frame[generator.randrange(len(frame))] = generator.randrange(256)
            bench.send_bytes(bytes(frame) + generator.randbytes(generator.randrange(9)))
            bench.run(generator.randrange(1, 60))
        bench.run(600)  # a status comes
        heard.update({name: int(bench.counter(name)) for name in ("rows", "crc_errors")})
    assert heard["rows"] > 10_000  # the bytes reached the parser, good ones
    assert heard["crc_errors"] > 100  # and bad
