"""Kinesics: the runtime that gives a robot its body language.

Needs numpy only at import; it reads no clock and starts no thread. `docs/overview.md` is the map.
"""
