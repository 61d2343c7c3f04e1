"""One's own sessions are ended by oneself, on record; another's are not found."""

from allauth.usersessions.models import UserSession

from zhiji import journal
from zhiji.desk.sessions import end_session


def test_a_session_ends_by_its_owner_only(signed_in) -> None:
    client, staff = signed_in("auditor")
    _, other = signed_in("officer")
    session = UserSession.objects.get(user=staff)
    assert not end_session(by=other, session_id=session.pk, channel="test")
    assert client.get("/").status_code == 200
    assert end_session(by=staff, session_id=session.pk, channel="test")
    assert client.get("/").status_code == 302
    newest = journal.page(None, None, 1).lines[0]
    assert (newest.phrase, newest.actor, newest.outcome) == ("staff:session:end", staff.pk, "done")
