"""`python -m kinesics_bridge.wire.generate [--check]`: protocol.toml into tables and a page.

A development command: it needs the source tree, an installed kinesics never runs it.
"""

import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kinesics.toml import load_toml
from kinesics_bridge.wire.generate_link import check_link, link_page, link_tables

__all__ = ["ROOT", "check", "generate", "main"]

ROOT = Path(__file__).resolve().parents[2]
"""The folder firmware_bridge."""

Document = Mapping[str, Any]

_PYTHON_TYPES = {"u8": "int", "u16": "int", "u32": "int", "u64": "int", "i64": "int"}
_NOTE = "Generated from protocol.toml by kinesics_bridge.wire.generate"


def generate(root: Path = ROOT) -> dict[Path, str]:
    """Text of every generated file, by its path below `root`."""
    protocol = load_toml(root / "protocol.toml")
    for message in protocol["message"]:
        if "row" in message:
            row = protocol[message["row"]]
            message["fields"].update({name: kind for name, (kind, *_) in row.items()})
    check_link(protocol)
    return {
        root / "LINK.md": link_page(protocol, _NOTE),
        root / "firmware/core/protocol.h": _c_header(protocol),
        root / "firmware/core/protocol.c": _c_tables(protocol),
        root / "kinesics_bridge/wire/protocol.py": _python_tables(protocol),
        root / "kinesics_bridge/wire/message_types.py": _python_messages(protocol["message"]),
    }


def check(root: Path = ROOT) -> list[Path]:
    """Generated files that differ from what protocol.toml says."""
    files = generate(root).items()
    return [path for path, text in files if not path.exists() or path.read_text() != text]


def main(arguments: list[str]) -> int:
    """Write the generated files, or with --check only compare; 1 if they had drifted."""
    if "--check" in arguments:
        drifted = check()
        for path in drifted:
            sys.stderr.write(f"{path.name} is not what protocol.toml says; run generate\n")
        return int(bool(drifted))
    for path, text in generate().items():
        path.write_text(text)
    return 0


def _c_header(protocol: Document) -> str:
    constants = [_c_constant(name, *row) for name, row in protocol["constants"].items()]
    versions = [f"#define KIN_{name.upper()} {protocol['protocol'][name]}" for name in _VERSION]
    messages = protocol["message"]
    ids = [f"KIN_MSG_{_upper(message['name'])} = {message['id']}" for message in messages]
    widest = max(len(message["fields"]) for message in messages)
    bits = {**protocol["conditions"], **protocol["capabilities"]}
    sections = [
        f"/* {_NOTE}; do not edit. */",
        "#ifndef KIN_PROTOCOL_H\n#define KIN_PROTOCOL_H\n#include <stdint.h>\n",
        *versions,
        *constants,
        f"#define KIN_MAX_FIELDS {widest}",
        *[f"#define KIN_{name} {bit}" for name, bit in bits.items()],
        _c_enum("STATE", [state["name"] for state in protocol["state"]]),
        _c_enum("EVENT", [event["name"] for event in protocol["event"]]),
        _c_enum("REPLY", protocol["replies"]),
        _c_enum("COUNT", [name.upper() for name in protocol["counters"]]),
        _c_enum("JOINT", [name.upper() for name in protocol["joint"]]),
        _c_enum("RULE", [name.upper() for name in protocol["rule"]]),
        _c_enum("GUARD", protocol["rule_kinds"]),
        "enum kin_motion { KIN_MOTION_BRAKE, KIN_MOTION_FOLLOW, KIN_MOTION_SAFE };",
        "enum kin_kind { KIN_U8, KIN_U16, KIN_U32, KIN_U64, KIN_I64, KIN_BIN, KIN_STR };",
        _c_block("enum kin_message {", ids),
        "struct kin_spec { uint8_t id; uint8_t fields; uint8_t kind[KIN_MAX_FIELDS]; };",
        "extern const struct kin_spec KIN_FROM_HOST[];",
        f"#define KIN_FROM_HOST_COUNT {len(_from_host(messages))}",
        "extern const uint8_t KIN_NEXT_STATE[KIN_STATE_COUNT][KIN_EVENT_COUNT];",
        "extern const uint8_t KIN_STATE_MOTION[KIN_STATE_COUNT];",
        "extern const uint8_t KIN_EVENT_RELEASES[KIN_EVENT_COUNT];",
        "#endif",
    ]
    return "\n".join(sections) + "\n"


def _c_tables(protocol: Document) -> str:
    states = [state["name"] for state in protocol["state"]]
    events = [event["name"] for event in protocol["event"]]
    rows = []
    for state in states:
        cells = protocol["transitions"].get(state, {})
        unknown = set(cells) - set(events) | set(cells.values()) - set(states)
        if unknown:
            raise ValueError(f"transitions.{state} names {sorted(unknown)}")
        following = (f"KIN_STATE_{cells.get(event, state)}" for event in events)
        rows.append(f"{{{', '.join(following)}}}")
    motions = [f"KIN_MOTION_{state['motion'].upper()}" for state in protocol["state"]]
    releases = [str(int(event.get("releases", False))) for event in protocol["event"]]
    specs = []
    for message in _from_host(protocol["message"]):
        kinds = ", ".join(f"KIN_{kind.upper()}" for kind in message["fields"].values()) or "0"
        specs.append(f"{{{message['id']}, {len(message['fields'])}, {{{kinds}}}}}")
    sections = [
        f"/* {_NOTE}; do not edit. */",
        '#include "protocol.h"\n',
        _c_block("const uint8_t KIN_NEXT_STATE[KIN_STATE_COUNT][KIN_EVENT_COUNT] = {", rows),
        _c_block("const uint8_t KIN_STATE_MOTION[KIN_STATE_COUNT] = {", motions),
        _c_block("const uint8_t KIN_EVENT_RELEASES[KIN_EVENT_COUNT] = {", releases),
        _c_block("const struct kin_spec KIN_FROM_HOST[] = {", specs),
    ]
    return "\n".join(sections) + "\n"


def _python_tables(protocol: Document) -> str:
    constants = [
        f'{name.upper()} = {value}\n"""{_sentence(doc)}{f" [{unit}]" if unit else ""}"""'
        for name, (value, unit, doc) in protocol["constants"].items()
    ]
    sections = [
        f'"""The wire as constants and tables.\n\n{_NOTE}; do not edit.\n"""\n',
        *[f"{name.upper()} = {protocol['protocol'][name]}" for name in _VERSION],
        *constants,
        "",
        _python_tuple("STATES", [state["name"] for state in protocol["state"]]),
        _python_tuple("EVENTS", [event["name"] for event in protocol["event"]]),
        _python_pairs("TRANSITIONS", "dict[str, dict[str, str]]", protocol["transitions"].items()),
        _python_pairs("REPLIES", "dict[str, str]", protocol["replies"].items()),
        _python_pairs("CONDITIONS", "dict[str, int]", protocol["conditions"].items()),
        _python_pairs("CAPABILITIES", "dict[str, int]", protocol["capabilities"].items()),
        _python_tuple("COUNTERS", protocol["counters"]),
        *[
            _python_pairs(
                f"{row.upper()}_FIELDS",
                "dict[str, str]",
                [(name, kind) for name, (kind, *_) in protocol[row].items()],
            )
            for row in ("joint", "rule")
        ],
        _python_pairs("RULE_KINDS", "dict[str, str]", protocol["rule_kinds"].items()),
        *[
            _python_pairs(name, _link_kind(table), table.items())
            for name, table in link_tables(protocol).items()
        ],
    ]
    return "\n".join(sections) + "\n"


def _python_messages(messages: Sequence[Document]) -> str:
    names = [message["name"] for message in messages]
    sections = [
        f'"""The messages of the wire as types.\n\n{_NOTE}; do not edit.\n"""\n',
        "from typing import NamedTuple",
        *[_python_class(message) for message in messages],
        "\n",
        "Message = (",
        "    " + "\n    | ".join(names),
        ")\n",
        "MESSAGE_TYPES: dict[int, type[Message]] = {",
        *[f"    {message['id']}: {message['name']}," for message in messages],
        "}",
        "MESSAGE_IDS = {kind: number for number, kind in MESSAGE_TYPES.items()}",
        _python_pairs(
            "FIELD_KINDS",
            "dict[int, tuple[str, ...]]",
            [(message["id"], tuple(message["fields"].values())) for message in messages],
        ),
    ]
    return "\n".join(sections) + "\n"


_VERSION = ("major", "minor")
_SMALLER = {"max_joints", "queue_depth"}  # boards with less memory may say so when compiled


def _from_host(messages: Iterable[Document]) -> list[Document]:
    return [message for message in messages if message["from"] == "host"]


def _c_constant(name: str, value: int, unit: str, doc: str) -> str:
    line = f"#define KIN_{name.upper()} {value} /* {unit + ': ' if unit else ''}{doc} */"
    if name in _SMALLER:
        return f"#ifndef KIN_{name.upper()}\n{line}\n#endif"
    return line


def _c_enum(prefix: str, names: Iterable[str]) -> str:
    entries = [f"KIN_{prefix}_{name.upper()}" for name in names]
    return _c_block(f"enum kin_{prefix.lower()} {{", [*entries, f"KIN_{prefix}_COUNT"])


def _c_block(head: str, entries: Iterable[str]) -> str:
    return "\n".join([head, *[f"    {entry}," for entry in entries], "};"])


def _python_class(message: Document) -> str:
    fields = [
        f"    {name}: {_PYTHON_TYPES.get(kind, 'bytes' if kind == 'bin' else 'str')}"
        for name, kind in message["fields"].items()
    ]
    first, _, rest = message["doc"].partition(". ")
    rest = textwrap.fill(rest, 100, initial_indent="    ", subsequent_indent="    ")
    doc = f"{first}.\n\n{rest}\n    " if rest else first
    head = ["\n", f"class {message['name']}(NamedTuple):", f'    """{doc}"""']
    return "\n".join([*head, "", *fields] if fields else head)


def _python_tuple(name: str, entries: Iterable[str]) -> str:
    return "\n".join([f"{name} = (", *[f'    "{entry}",' for entry in entries], ")"])


def _python_pairs(name: str, kind: str, pairs: Iterable[tuple[Any, Any]]) -> str:
    lines = []
    for key, value in pairs:
        lines.extend(_python_entry(key, value, "    "))
    return "\n".join([f"{name}: {kind} = {{", *lines, "}"])


def _link_kind(table: Mapping[str, Any]) -> str:
    nested = any(isinstance(value, dict) for value in table.values())
    return "dict[str, dict[str, str]]" if nested else "dict[str, str]"


def _python_entry(key: Any, value: Any, indent: str) -> list[str]:
    line = f"{indent}{_literal(key)}: {_literal(value)},"
    if len(line) <= 100 and not isinstance(value, dict):
        return [line]
    if isinstance(value, dict):
        inner = [entry for pair in value.items() for entry in _python_entry(*pair, indent + "    ")]
        return [f"{indent}{_literal(key)}: {{", *inner, f"{indent}}},"]
    inner = [f"{indent}    {_literal(entry)}," for entry in value]
    return [f"{indent}{_literal(key)}: (", *inner, f"{indent}),"]


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        inside = ", ".join(_literal(entry) for entry in value)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return repr(value)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _upper(name: str) -> str:
    return "".join(f"_{c}" if c.isupper() else c.upper() for c in name).lstrip("_")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
