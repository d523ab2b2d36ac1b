"""What is done beside is done in order, by a thread that is there already, and nobody waits."""

import threading

from kinesics_app.tick.beside import Beside


def test_a_job_is_done_elsewhere_and_no_thread_is_begun_for_it():
    beside, done, over = Beside("beside"), [], threading.Event()
    before = threading.active_count()

    def job():
        done.append(threading.current_thread().name)
        over.set()

    assert beside.do(job)
    assert threading.active_count() == before
    assert over.wait(60.0)
    beside.close()
    beside.close()
    assert done == ["beside"]
    assert threading.active_count() == before - 1


def test_who_is_busy_takes_nothing_and_is_waited_for_at_the_end():
    beside, go_on, done = Beside("beside"), threading.Event(), []

    def long():
        go_on.wait(60.0)
        done.append("long")

    assert beside.do(long)
    assert not beside.do(lambda: done.append("never"))
    threading.Timer(0.05, go_on.set).start()
    beside.close()
    assert done == ["long"]
