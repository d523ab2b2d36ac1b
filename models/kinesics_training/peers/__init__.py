"""Other lip sync, as it ships: what `compare` scores beside the speech-face network.

A peer is a TOML file (what it is, which program runs it, what its values mean) and its program; to
add one, write both and name it in `peer.PEERS`.
"""
