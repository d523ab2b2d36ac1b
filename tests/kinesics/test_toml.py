from kinesics.toml import load_toml


def test_a_byte_order_mark_and_windows_line_ends_are_read_over(tmp_path):
    path = tmp_path / "rig.toml"
    path.write_bytes(b'\xef\xbb\xbfname = "desk"\r\nsize = 3\r\n')
    assert load_toml(path) == {"name": "desk", "size": 3}
