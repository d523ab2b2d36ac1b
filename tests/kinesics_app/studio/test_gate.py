"""Who is let in: the robot's own pages, under the robot's own names."""

import pytest

from kinesics.errors import IntentError
from kinesics_app.studio.gate import Gate


def headers(host="127.0.0.1:8765", **also):
    return {"Host": host, **also}


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_loopback_needs_no_token_and_answers_to_its_own_names(host):
    gate = Gate("127.0.0.1", 8765, "")
    assert gate.refuses(headers(host)) == ""
    assert gate.refuses(headers(host, Origin=f"http://{host}")) == ""
    assert gate.refuses_talk("/live") == ""


@pytest.mark.parametrize("host", ["evil.example:8765", "127.0.0.1:80", "127.0.0.1", ""])
def test_a_name_that_was_made_to_mean_this_host_is_refused(host):
    assert "no name of the robot" in Gate("127.0.0.1", 8765, "").refuses(headers(host))


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9000"])
def test_a_page_of_another_site_is_refused(origin):
    assert "not let in" in Gate("127.0.0.1", 8765, "").refuses(headers(Origin=origin))


def test_any_other_address_wants_a_token_and_only_that_one():
    with pytest.raises(IntentError, match="wanted --studio-token, or 127"):
        Gate("0.0.0.0", 8765, "")
    gate = Gate("0.0.0.0", 8765, "secret")
    assert gate.refuses(headers("robot.local:8765", Origin="http://robot.local:8765")) == ""
    assert gate.refuses(headers("robot.local:8765", Origin="http://evil.example")) != ""
    assert gate.refuses_talk("/live?token=secret") == ""
    for wrong in ("/live", "/live?token=", "/live?token=Secret", "/live?token=s%C3%A9cret"):
        assert "token is wrong" in gate.refuses_talk(wrong)
