"""`pictures_of`: pictures of a camera, a film or a folder, one by one, each with its date."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from kinesics.errors import PictureError
from kinesics.vision.opencv import opencv
from kinesics.vision.picture import U8, picture_of, unpacked

__all__ = ["Shot", "is_camera", "pictures_of", "read_picture", "shots_of_files"]

_SUFFIXES = (".jpg", ".jpeg", ".png")
_LARGEST_FILE = 100_000_000
_STAMP_AGE_S = 1.0  # what a driver says was taken longer ago is dated by another clock
_DEVICES = Path("/dev")
_MOST_CAMERAS = 64  # V4L2 has no more
_LATE_NS = 500_000_000
_FEW_HZ = 1.0  # of a film that does not tell how fast it is


class Shot(NamedTuple):
    """What a camera gave: a picture, or why it is none."""

    t_ns: int
    """This computer's CLOCK_MONOTONIC when it was taken."""
    picture: U8 | PictureError
    name: str = ""
    """Of a file."""


def is_camera(source: str) -> bool:
    """Whether it names a device: a number, or a file of /dev."""
    return source.isdecimal() or Path(source).is_relative_to(_DEVICES)


def pictures_of(source: str, rate_hz: float, delay_s: float = 0.0) -> Iterator[Shot]:
    """Pictures in real time, `rate_hz` a second at most, for ever: a folder and a film begin anew.

    `delay_s`: how long before its driver's date a picture was taken.

    Raises:
        PictureError: no such camera, film or folder, or it gives no more; with what would be right.
    """
    try:
        os.fsencode(source).decode()
    except UnicodeDecodeError as error:  # OpenCV dies of it
        raise PictureError(f"a camera named {source!a}; wanted a name in UTF-8") from error
    path = Path(source)
    try:
        if is_camera(source):
            yield from _of_camera(source, rate_hz, delay_s)
        if path.is_dir() or path.suffix.lower() in _SUFFIXES:
            yield from _paced(_again(path), rate_hz)
        if not path.is_file():
            raise PictureError(
                f"no camera {source!r}; wanted a number, /dev/videoN, a film or a folder"
            )
        while True:
            yield from _of_film(path, rate_hz)
    except OSError as error:
        raise PictureError(f"cannot read {source}: {error.strerror}") from error


def shots_of_files(paths: list[Path]) -> Iterator[Shot]:
    """Picture files, each once; of a folder those in it, by their names.

    Raises:
        PictureError: a folder without any, or one that cannot be read.
    """
    for path in paths:
        for file in _files_of(path):
            try:
                picture: U8 | PictureError = read_picture(file)
            except PictureError as error:
                picture = error
            yield Shot(time.monotonic_ns(), picture, str(file))


def read_picture(path: Path) -> U8:
    """The picture of a JPEG or PNG file (H, W, 3), RGB.

    Raises:
        PictureError: it cannot be read, or is none.
    """
    try:
        about, data = path.stat(), b""
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(about.st_mode):  # a pipe would never end
            raise PictureError(f"{path} is a pipe or a device; wanted a file")
        if about.st_size <= _LARGEST_FILE:
            data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"cannot read {path}: {error.strerror}") from error
    if about.st_size > _LARGEST_FILE:
        raise PictureError(f"{path} is larger than {_LARGEST_FILE * 1e-6:g} MB")
    try:
        return unpacked(data)
    except PictureError as error:
        others = "" if path.suffix.lower() in _SUFFIXES else "; films are wanted as --camera"
        raise PictureError(f"{path}: {error}{others}") from error


def _files_of(path: Path) -> list[Path]:
    """The file, or the pictures of a folder."""
    try:
        if not path.is_dir():
            return [path]
        files = sorted(one for one in path.iterdir() if one.suffix.lower() in _SUFFIXES)
    except OSError as error:
        raise PictureError(f"cannot read {path}: {error.strerror}") from error
    if not files:
        raise PictureError(f"no picture in {path}; wanted {', '.join(_SUFFIXES)}")
    return files


def _again(path: Path) -> Iterator[Shot]:
    """Its pictures, over and over, as long as it is there."""
    while path.exists():
        yield from shots_of_files([path])
    raise PictureError(f"{path} is not there; wanted a picture or a folder of some")


def _of_camera(source: str, rate_hz: float, delay_s: float) -> Iterator[Shot]:
    """The newest picture, whenever one is due: those between are let go by unlooked."""
    cv2 = opencv()
    if source.isdecimal() and (len(source) > 9 or int(source) >= _MOST_CAMERAS):
        raise PictureError(f"camera {source[:20]!r}; wanted a number below {_MOST_CAMERAS}")
    camera = cv2.VideoCapture(int(source) if source.isdecimal() else source)
    try:
        if not camera.isOpened():
            raise PictureError(
                f"camera {source!r} cannot be opened; wanted one of "
                f"{', '.join(map(str, sorted(_DEVICES.glob('video*')))) or 'none: none is there'}"
            )
        camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        due_ns = 0
        while True:
            if not camera.grab():
                raise PictureError(f"camera {source!r} gives no pictures any more")
            now_ns = time.monotonic_ns()
            if now_ns < due_ns:
                continue
            due_ns = max(due_ns, now_ns - round(1e9 / rate_hz)) + round(1e9 / rate_hz)
            taken_ns = _dated(camera.get(cv2.CAP_PROP_POS_MSEC), now_ns) - round(delay_s * 1e9)
            yield Shot(taken_ns, _shown(camera))
    finally:
        camera.release()


def _dated(stamp_ms: float, now_ns: int) -> int:
    """A driver's date (V4L2's is CLOCK_MONOTONIC), if it is one, or now."""
    age_s = now_ns * 1e-9 - stamp_ms * 1e-3
    return round(stamp_ms * 1e6) if 0.0 <= age_s <= _STAMP_AGE_S else now_ns


def _of_film(path: Path, rate_hz: float) -> Iterator[Shot]:
    """A film once, as fast as it was taken, or can be unpacked; pictures too many are left out."""
    cv2 = opencv()
    film = cv2.VideoCapture(str(path))
    try:
        if not film.isOpened() or not film.grab():
            raise PictureError(f"{path} is no film that OpenCV can play")
        film_hz = film.get(cv2.CAP_PROP_FPS)
        film_hz = film_hz if _FEW_HZ <= film_hz <= 1000.0 else _FEW_HZ
        begin_ns, shown = time.monotonic_ns(), -1
        for number in count():
            t_ns = begin_ns + round(number / film_hz * 1e9)
            if int(number / film_hz * rate_hz) > shown:
                shown = int(number / film_hz * rate_hz)
                late_ns = max(time.monotonic_ns() - t_ns, 0)
                if late_ns > _LATE_NS:  # what is dated long ago would be believed by nobody
                    begin_ns, t_ns = begin_ns + late_ns, t_ns + late_ns
                _sleep_until(t_ns)
                yield Shot(t_ns, _shown(film))
            if not film.grab():
                _sleep_until(begin_ns + round(1e9 * max((number + 1) / film_hz, 1.0 / rate_hz)))
                return
    finally:
        film.release()


def _shown(camera: Any) -> U8 | PictureError:
    """The picture that was grabbed, if it can be unpacked."""
    there, pixels = camera.retrieve()
    if not there:
        return PictureError("a picture that cannot be unpacked")
    try:
        return picture_of(pixels[..., ::-1] if pixels.ndim == 3 else pixels)
    except PictureError as error:
        return error


def _paced(shots: Iterator[Shot], rate_hz: float) -> Iterator[Shot]:
    due_ns = time.monotonic_ns()
    for shot in shots:
        _sleep_until(due_ns)
        due_ns = max(due_ns + round(1e9 / rate_hz), time.monotonic_ns())
        yield shot._replace(t_ns=time.monotonic_ns())


def _sleep_until(t_ns: int) -> None:
    time.sleep(max(t_ns - time.monotonic_ns(), 0) * 1e-9)
