"""With one heap a thread takes memory where all others do; glibc says how many heaps there are."""

import platform
import subprocess
import sys

import pytest

_COUNT = """
import ctypes, threading
from kinesics_app.tick.one_heap import one_heap
if {wanted}:
    assert one_heap()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
threads = [threading.Thread(target=libc.malloc, args=(1000,)) for _ in range(3)]
for thread in threads:
    thread.start()
    thread.join()
libc.fopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(libc.fopen(b"{path}", b"w"))
libc.malloc_info(0, told)
libc.fclose(told)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has one anyway")
@pytest.mark.parametrize("wanted", [True, False])
def test_threads_share_it(tmp_path, wanted):
    path = tmp_path / "heaps.xml"
    subprocess.run([sys.executable, "-c", _COUNT.format(wanted=wanted, path=path)], check=True)
    heaps = path.read_text().count("<heap nr=")
    assert heaps == 1 if wanted else heaps > 1
