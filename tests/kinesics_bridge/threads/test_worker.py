"""What a worker does is done in order, by a thread that is there already, and nobody waits."""

import threading

from kinesics_bridge.threads.worker import Worker


def test_a_job_is_done_elsewhere_and_no_thread_is_begun_for_it():
    worker, done, over = Worker("worker"), [], threading.Event()
    before = threading.active_count()

    def job():
        done.append(threading.current_thread().name)
        over.set()

    assert worker.do(job)
    assert threading.active_count() == before
    assert over.wait(60.0)
    worker.close()
    worker.close()
    assert done == ["worker"]
    assert threading.active_count() == before - 1


def test_who_is_busy_takes_nothing_and_is_waited_for_at_the_end():
    worker, go_on, done = Worker("worker"), threading.Event(), []

    def long():
        go_on.wait(60.0)
        done.append("long")

    assert worker.do(long)
    assert not worker.do(lambda: done.append("never"))
    threading.Timer(0.05, go_on.set).start()
    worker.close()
    assert done == ["long"]


def test_what_a_job_raises_is_logged_and_the_next_is_done(caplog, wait_until):
    worker, done = Worker("worker"), []

    def faulty():
        raise ValueError("no such thing")

    assert worker.do(faulty)
    wait_until(lambda: worker.do(lambda: done.append("next")))
    worker.close()
    assert done == ["next"]
    assert "no such thing" in caplog.text
