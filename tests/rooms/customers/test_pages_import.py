"""The pages of an import: put in, mapped, previewed, taken in, stopped, gone on with, given back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from zhiji.customers import jobs
from zhiji.customers.intake import stored, uploads
from zhiji.customers.intake.taking import import_customers
from zhiji.customers.models import File, ImportJob
from zhiji.desk import undertaking

HEAD = "客户号,姓名,性别,证件号码,手机号\n"


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path


@pytest.fixture
def sign_in(bank):
    def make(name="officer", language="en"):
        staff = getattr(bank, name)
        for one in {staff, bank.rm01, bank.officer}:
            if not one.undertaking_signed_at:
                undertaking.sign(version=undertaking.current().version, by=one, channel="test")
        client = Client(headers={"accept-language": language})
        client.force_login(staff)
        client.cookies["django_language"] = language
        return client

    return make


@pytest.fixture
def data(valid_number):
    """CSV bytes of so many people; those in ``wrong`` carry no valid number."""

    def make(count, wrong=()):
        rows = []
        for place in range(count):
            number = valid_number(place + 500)
            rows.append(f"C{place},沈怀瑾,,{'1101' if place in wrong else number},{13800000000 + place}\n")
        return (HEAD + "".join(rows)).encode()

    return make


def put_in(client, content, **more):
    answer = client.post(reverse("import_new"), {"file": SimpleUploadedFile("clients.csv", content), **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["location"].rstrip("/").rsplit("/", 1)[-1]


def preview(client, token, text=None):
    text = uploads.find(token).read("mapping") if text is None else text
    return client.post(reverse("import_draft", args=[token]), {"mapping": text})


def run_queue():
    """What the background worker does: the tasks waiting, in order."""
    for job in ProcrastinateJob.objects.filter(status="todo").order_by("id"):
        getattr(
            jobs,
            {"customers:import": "import_upload", "customers:import:preview": "preview_upload"}[
                job.task_name
            ],
        )(**job.args)
    ProcrastinateJob.objects.filter(status="todo").update(status="succeeded")


@pytest.mark.req("F27", "A10")
def test_from_upload_to_the_rows_given_back(sign_in, data, journal):
    client = sign_in()
    token = put_in(client, data(12, wrong={3, 4}))
    assert uploads.find(token).read("mapping").count('"证件号码"') == 1
    assert preview(client, token).status_code == 302
    page = client.get(reverse("import_draft", args=[token])).content.decode()
    assert "Take in 10 customers" in page and "5, 6" in page
    assert "沈怀瑾" not in page and "13800000001" not in page, "samples are masked"
    assert File.objects.count() == 0

    answer = client.post(reverse("import_begin", args=[token]))
    job = ImportJob.objects.get()
    assert answer["location"] == reverse("import_show", args=[job.pk]) and job.state == "running"
    assert "hx-get" in client.get(answer["location"]).content.decode()
    assert client.get(reverse("import_progress", args=[job.pk])).status_code == 200
    run_queue()
    job.refresh_from_db()
    assert (job.state, job.taken, job.rejected) == ("done", 10, 2) and File.objects.count() == 10
    assert client.get(reverse("import_progress", args=[job.pk]))["HX-Refresh"] == "true"
    with pytest.raises(LookupError):
        uploads.find(token)

    page = client.get(reverse("import_show", args=[job.pk])).content.decode()
    assert reverse("import_rejects", args=[job.pk]) in page
    english = b"".join(client.get(reverse("import_rejects", args=[job.pk])).streaming_content).decode(
        "utf-8-sig"
    )
    chinese_client = sign_in(language="zh-hans")
    chinese = b"".join(chinese_client.get(reverse("import_rejects", args=[job.pk])).streaming_content).decode(
        "utf-8-sig"
    )
    assert english.count("\n") == 3 and ",reason" in english and ",原因" in chinese
    phrases = {line.phrase for line in journal(limit=200)}
    assert phrases >= {
        "customers:import:upload", "customers:import:map", "customers:import:open", "customers:import:preview",
        "customers:import:begin", "customers:import:commit", "customers:import:finish", "customers:import:rejects",
        "customers:import:download",
    }  # fmt: skip
    assert [one.title for one in stored.listed()] == ["clients"]
    assert "done" in client.get(reverse("import_list")).content.decode()


@pytest.mark.parametrize("role", ["rm01", "agent01", "compliance", "analyst", "admin", "gm"])
def test_only_officers_and_supervisors_take_customers_in(sign_in, role):
    client = sign_in(role)
    for answer in (client.get(reverse("import_new")), client.get(reverse("import_list")),
                   client.post(reverse("import_new"), {"file": SimpleUploadedFile("x.csv", b"a\n1\n")})):  # fmt: skip
        assert answer.status_code == 403
    assert client.get(reverse("import_draft", args=["0" * 32])).status_code == 403
    assert (
        client.get(reverse("import_progress", args=[1])).status_code == 200
    )  # an empty answer: nothing to follow
    assert not uploads.waiting()


@pytest.mark.req("F27")
def test_a_stopped_import_goes_on_where_it_stopped(sign_in, data, monkeypatch, journal):
    from zhiji.customers.intake import running

    monkeypatch.setattr(running, "CHUNK_ROWS", 5)
    client = sign_in("supervisor")
    token = put_in(client, data(20))
    preview(client, token)
    client.post(reverse("import_begin", args=[token]))
    job = ImportJob.objects.get()

    from zhiji.customers.intake import taking

    commit = taking.commit_chunk

    def stopping(job_id, pressed, *given, **more):
        commit(job_id, pressed, *given, **more)
        if pressed.last > 8:
            client.post(reverse("import_stop", args=[job.pk]))

    monkeypatch.setattr(taking, "commit_chunk", stopping)
    run_queue()
    job.refresh_from_db()
    assert job.state == "stopped" and 0 < job.taken < 20
    page = client.get(reverse("import_show", args=[job.pk])).content.decode()
    assert "Go on" in page and "Stopped" in page
    monkeypatch.setattr(taking, "commit_chunk", commit)
    client.post(reverse("import_resume", args=[job.pk]))
    run_queue()
    job.refresh_from_db()
    assert (job.state, job.taken) == ("done", 20) and File.objects.count() == 20
    assert {"customers:import:stop", "customers:import:resume"} <= {
        line.phrase for line in journal(limit=200)
    }


@pytest.mark.req("N13")
def test_bad_input_is_told_with_its_mend_and_nothing_typed_is_lost(sign_in, data):
    client = sign_in()
    for sent, told in (
        ({}, "No file was chosen"),
        ({"file": SimpleUploadedFile("x.csv", b"")}, ""),
        ({"file": SimpleUploadedFile("x.csv", b"a,a\n1,2\n")}, "x.csv, row 1, column a"),
        ({"file": SimpleUploadedFile("x.xlsx", b"no workbook")}, "x.xlsx"),
        ({"file": SimpleUploadedFile("x.parquet", b"no table")}, "x.parquet"),
        ({"file": SimpleUploadedFile("x.csv", data(1)), "mapping": SimpleUploadedFile("m.toml", b"\xff\xfe")}, "UTF-8"),
    ):  # fmt: skip
        answer = client.post(reverse("import_new"), sent)
        assert answer.status_code == 422 and told in answer.content.decode(), sent
    assert not uploads.waiting()

    token = put_in(client, data(2))
    for text, told in (
        ("kind = ", "TOML"),
        ('kind = "person"', "manager: every file needs one."),
        (uploads.find(token).read("mapping").replace('"姓名"', '"不存在"'), "不存在"),
        (uploads.find(token).read("mapping") + '\nsexx = "性别"', "sexx"),
        ("", "kind: this is missing."),
    ):
        answer = preview(client, token, text)
        page = answer.content.decode()
        assert answer.status_code == 422 and told in page
        assert text.splitlines()[-1:] == [] or text.splitlines()[-1].split('"')[0] in page, (
            "what was typed is kept"
        )
    assert (
        client.post(reverse("import_begin", args=[token])).status_code == 302
        and not ImportJob.objects.exists()
    )


def test_a_typed_mapping_joins_no_other_file_of_the_machine(sign_in, data, tmp_path):
    client = sign_in()
    (tmp_path / "secret.csv").write_text("k,v\n1,2\n")
    text = uploads.find(put_in(client, data(2))).read("mapping")
    token = uploads.waiting()[0].token
    for path in (str(tmp_path / "secret.csv"), "pyproject.toml", "../upload.json", "/dev/zero"):
        join = f'\n[join.other]\npath = "{path}"\ncolumn = "姓名"\nkey = "k"\n'
        answer = preview(client, token, text + join)
        assert answer.status_code == 422 and "Put it in together" in answer.content.decode()
    with_table = put_in(client, data(2), beside=SimpleUploadedFile("district.csv", b"k,v\n1,2\n"))
    join = '\n[join.other]\npath = "district.csv"\ncolumn = "姓名"\nkey = "k"\n'
    assert preview(client, with_table, text + join).status_code == 302
    assert uploads.find(with_table).read("preview")["taken"] == 2


def test_a_long_file_is_previewed_in_the_background(sign_in, data, monkeypatch):
    from zhiji.customers.pages import drafting

    monkeypatch.setattr(drafting, "SMALL_ROWS", 3)
    client = sign_in()
    token = put_in(client, data(6))
    assert preview(client, token).status_code == 302
    page = client.get(reverse("import_draft", args=[token])).content.decode()
    assert "Looking at every row" in page and "Take in" not in page
    assert client.get(reverse("import_draft_progress", args=[token])).status_code == 200
    run_queue()
    assert client.get(reverse("import_draft_progress", args=[token]))["HX-Refresh"] == "true"
    assert "Take in 6 customers" in client.get(reverse("import_draft", args=[token])).content.decode()


def test_the_same_file_again_changes_nothing_and_a_file_can_be_discarded(sign_in, data, journal):
    client = sign_in()
    for _again in range(2):
        token = put_in(client, data(3))
        preview(client, token)
        client.post(reverse("import_begin", args=[token]))
        run_queue()
    assert File.objects.count() == 3 and ImportJob.objects.count() == 1
    token = put_in(client, data(3))
    assert client.post(reverse("import_discard", args=[token])).status_code == 302 and not uploads.waiting()
    assert journal("customers:import:discard")[0].outcome == "done"
    assert client.get(reverse("import_draft", args=[token])).status_code == 404
    assert client.get(reverse("import_show", args=[999])).status_code == 404
    assert client.get(reverse("import_rejects", args=[999])).status_code == 404


def test_a_fault_in_the_background_stops_the_import_and_says_so(sign_in, data, monkeypatch):
    client = sign_in()
    token = put_in(client, data(3))
    preview(client, token)
    client.post(reverse("import_begin", args=[token]))

    def broken(*_given, **_more):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "import_customers", broken)
        with pytest.raises(ZeroDivisionError):
            run_queue()
    job = ImportJob.objects.get()
    assert job.state == "failed" and job.message
    assert job.message.split(".")[0] in client.get(reverse("import_show", args=[job.pk])).content.decode()


def test_an_import_of_the_command_line_stands_in_the_list_too(sign_in, bank, data, tmp_path):
    client = sign_in("auditor")
    path, mapping = tmp_path / "cli.csv", tmp_path / "m.toml"
    path.write_bytes(data(2))
    mapping.write_text(
        f'source = "other_system"\nkind = "person"\nmanager = "{bank.rm01.username}"\ncustodian = "officer"\n[fields]\nname = "姓名"\n'
    )
    import_customers(path, mapping, channel="test")
    page = client.get(reverse("import_list")).content.decode()
    assert "cli.csv" in page and "by command line" in page and "New import" not in page
