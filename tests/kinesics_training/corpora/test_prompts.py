import gzip
from pathlib import Path

import pytest

pytest.importorskip("torch")

from kinesics.errors import ModelError
from kinesics_training.corpora import prompts

LISTING = """\ufeff; Core sounds

agent-pass: Введите пароль
beep: [this is a simple beep tone]
vm-muted: Микрофон выключен (muted)
digits/1: один
missing: Нет такого файла
"""


@pytest.fixture
def installed(tmp_path):
    """Two recordings and a listing, laid out as Debian lays them out."""
    listing = tmp_path / "doc" / "asterisk-core-sounds-ru" / "core-sounds-ru.txt.gz"
    folder = tmp_path / "sounds" / prompts.FOLDERS["ru"]
    for parent in (listing.parent, folder / "digits"):
        parent.mkdir(parents=True)
    listing.write_bytes(gzip.compress(LISTING.encode()))
    for name in ("agent-pass", "beep", "vm-muted", "digits/1"):
        (folder / f"{name}.g722").write_bytes(b"")
    return {"sounds": tmp_path / "sounds", "texts": tmp_path / "doc"}


def test_only_recordings_that_say_what_is_written_are_taken(installed):
    found = prompts.prompts("ru", **installed)
    assert [prompt.text for prompt in found] == ["Введите пароль", "один"]


def test_where_the_packages_are_absent_it_says_which_bring_the_prompts(tmp_path, installed):
    with pytest.raises(ModelError, match="Debian's asterisk-core-sounds-it-g722 brings it"):
        prompts.prompts("it", tmp_path, tmp_path)
    with pytest.raises(ModelError, match="Debian's asterisk-core-sounds-ru brings it"):
        prompts.prompts("ru", installed["sounds"], tmp_path)


def test_about_a_tenth_of_the_prompts_judges_and_always_the_same():
    held = [prompts.Prompt(Path(f"vm-{k}.g722"), "") for k in range(1000)]
    share = sum(prompt.held for prompt in held) / 1000
    assert 0.05 < share < 0.15
    assert prompts.Prompt(Path("a/vm-1.g722"), "").held == held[1].held
