"""The README's Python is run as it stands."""

import re
from pathlib import Path

import numpy as np

README = Path(__file__).parents[2] / "README.md"


def test_the_behaviour_of_the_readme_nods(short_speech, tmp_path, monkeypatch):
    (tmp_path / "speech.wav").write_bytes(short_speech.read_bytes())
    monkeypatch.chdir(tmp_path)
    code = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1]
    names = {"__name__": "readme"}
    exec(code, names)
    take = names["performance"].take
    assert names["performance"].troubles == ()
    pitch = take.channels[:, take.channel_names.index("head_pitch")]
    assert np.ptp(pitch[take.t_s > 0.0]) > 0.15
    assert (tmp_path / "out" / "nod" / "report.html").exists()
