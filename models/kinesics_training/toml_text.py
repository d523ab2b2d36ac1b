"""Plain values as TOML text: enough for a card, nothing more."""

from typing import Any

Table = dict[str, Any]


def text(table: Table) -> str:
    """Tables of tables, arrays of tables, strings, numbers, booleans and arrays of them."""
    return "\n".join(_lines(table, "")).strip() + "\n"


def _lines(table: Table, path: str) -> list[str]:
    plain = {k: v for k, v in table.items() if not isinstance(v, dict) and not _is_tables(v)}
    lines = [f"{key} = {_value(value)}" for key, value in plain.items()]
    for key, value in table.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            bare = (
                []
                if value and all(isinstance(v, dict) for v in value.values())
                else ["", f"[{name}]"]
            )
            lines += bare + _lines(value, name)
        elif _is_tables(value):
            for row in value:
                lines += ["", f"[[{name}]]", *_lines(row, name)]
    return lines


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, float):
        return f"{value:.4g}" if "." in f"{value:.4g}" or "e" in f"{value:.4g}" else f"{value:.1f}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return str(value)
