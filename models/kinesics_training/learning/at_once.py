"""Jobs that know nothing of each other, one on every core."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import torch


def at_once(job: Callable[..., object], each: Iterable[tuple[object, ...]]) -> None:
    """`job(*arguments)` for each, in processes of their own; what they return is let go.

    Whatever they make they leave on disk. The first that fails ends the rest.

    Raises:
        what the job that failed raised.
    """
    # Spawned, since a fork of a process in which torch has run may hang.
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_alone) as pool:
        jobs = [pool.submit(_do, job, *arguments) for arguments in each]
        try:
            for done in as_completed(jobs):
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _do(job: Callable[..., object], *arguments: object) -> None:
    """What a job returns would have to cross to the process that waits."""
    job(*arguments)


def _alone() -> None:
    """A job has a core, not all of them."""
    torch.set_num_threads(1)
