import base64
import io
import json
import re
import zlib
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from kinesics.record.report import report_html, write_report

SUMMARY = {"robot": "desk & co", "model": {"name": "m</script>"}}


def embedded(page):
    text = re.search(r'<script type="application/json" id="take">(.*?)</script>', page)[1]
    return json.loads(text)


def unpacked(document):
    """(K, R) columns as the page unpacks them."""
    steps = np.frombuffer(zlib.decompress(base64.b64decode(document["curves"])), "<i2")
    numbers = np.cumsum(steps.reshape(len(document["scales"]), -1), axis=1, dtype=np.int16)
    offset, step = np.array(document["scales"]).T[:, :, None]
    return np.where(numbers == -32768, np.nan, offset + step * numbers)


@pytest.fixture(scope="module")
def page(take, view):
    return report_html(take, SUMMARY, view)


def test_the_page_needs_nothing_but_itself(page):
    assert not re.search(r"""(src|href)\s*=\s*["'](?!data:)""", page)
    assert not re.search(r"https?://|@import|url\(", page)
    assert "default-src 'none'" in page
    assert "{{" not in page


def test_text_of_the_take_cannot_leave_its_element(page):
    assert "m</script>" not in page
    assert embedded(page)["what"].endswith("m</script>")
    assert "<title>kinesics · desk &amp; co</title>" in page


def test_the_same_take_gives_the_same_page(page, make_take, view):
    assert report_html(make_take(), SUMMARY, view) == page


def test_curves_unpack_to_the_take(page, take):
    columns = unpacked(embedded(page))
    streams = (take.channels, take.asked, take.played, take.measured)
    wanted = np.concatenate(streams, axis=1).T
    span = np.ptp(wanted, axis=1)
    error = np.abs(columns - wanted).max(axis=1)
    assert (error <= 2e-5 * span + 1e-9).all()


def test_what_nobody_knows_stays_unknown(take, view):
    measured = take.measured.copy()
    measured[:5, 3] = np.nan
    measured[:, 4] = np.nan
    columns = unpacked(embedded(report_html(replace(take, measured=measured), SUMMARY, view)))
    seen = columns[-len(take.joint_names) :].T
    assert (np.isnan(seen) == np.isnan(measured)).all()


def test_uneven_rows_are_brought_to_an_even_grid(take, view):
    t_ns = take.t_ns.copy()
    t_ns[50:] += 3_000_000
    document = embedded(report_html(replace(take, t_ns=t_ns), SUMMARY, view))
    assert document["rows"] == len(t_ns)
    row = 60
    wanted = np.interp(-0.3 + row / 100, (t_ns - take.heard_t0_ns) / 1e9, take.asked[:, 3])
    column = len(take.channel_names) + 3
    assert unpacked(document)[column, row] == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize(("rate_hz", "shown_hz"), [(16_000, 16_000), (48_000, 24_000)])
def test_the_sound_is_whole_and_no_heavier_than_needed(take, view, rate_hz, shown_hz):
    tone = np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz).astype(np.float32) * 0.5
    changed = replace(take, speech=tone, speech_rate_hz=rate_hz)
    document = embedded(report_html(changed, SUMMARY, view))
    heard, heard_hz = soundfile.read(io.BytesIO(base64.b64decode(document["audio"])))
    assert heard_hz == document["audio_rate_hz"] == shown_hz
    wanted = np.sin(2 * np.pi * 440 * np.arange(shown_hz) / shown_hz) * 0.5
    middle = slice(shown_hz // 4, -shown_hz // 4)
    np.testing.assert_allclose(heard[middle], wanted[middle], atol=0.01)


@pytest.mark.slow
def test_a_minute_fits_in_six_megabytes(make_take, view, tmp_path):
    write_report(make_take(60.0), SUMMARY, view, tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size < 6e6


def test_a_robot_without_a_view_has_its_curves(take):
    document = embedded(report_html(take, {}, {}))
    assert document["view"]["parts"] == {}
    assert document["view"]["curves"] == list(take.joint_names[:6])


def test_a_channel_of_another_vocabulary_is_drawn_too(take):
    names = ("wag", *take.channel_names[1:])
    document = embedded(report_html(replace(take, channel_names=names), SUMMARY, {}))
    assert document["channels"][0] == {"name": "wag", "unit": "1", "low": 0.0, "high": 1.0}
