"""Every task is named, routed, limited and implemented, and every queue has a worker."""

import importlib

import pytest
from celery.app.defaults import NAMESPACES, flatten
from django.conf import settings

from imagesearch.celery import app
from imagesearch.jobs.messages import MESSAGE_MAX_BYTES, Message
from imagesearch.jobs.names import ASKED_QUEUES, ROUTES, Queue, TaskName
from imagesearch.ops.programs import workers
from tasks.base import JobTask
from tests.architecture.source import ROOT

MESSAGES = {kind.task: kind for kind in Message.__subclasses__()}


@pytest.fixture(autouse=True, scope="module")
def _tasks_are_loaded():
    for module in settings.CELERY_IMPORTS:
        importlib.import_module(module)


@pytest.mark.parametrize("name", list(TaskName))
def test_task_is_implemented_in_the_module_it_names(name: TaskName):
    module, function = name.split(".")
    task = app.tasks[name]
    assert isinstance(task, JobTask)
    assert task.body is getattr(importlib.import_module(f"tasks.{module}"), function)


@pytest.mark.parametrize("name", list(TaskName))
def test_task_has_a_route_and_a_message_named_like_it(name: TaskName):
    assert ROUTES[name] in Queue
    assert MESSAGES[name].__name__ == "".join(part.capitalize() for part in name.split("."))


@pytest.mark.parametrize("name", list(TaskName))
def test_task_states_its_retries(name: TaskName):
    task = app.tasks[name]
    assert 0 <= task.policy.times <= 20
    assert task.acks_late is (name != TaskName.CRAWL_RUN and ROUTES[name] not in ASKED_QUEUES)


@pytest.mark.parametrize("name", list(TaskName))
def test_only_searches_are_kept_from_flower(name: TaskName):
    assert app.tasks[name].send_events is (ROUTES[name] != Queue.SEARCH)


@pytest.mark.parametrize("queue", list(Queue))
def test_only_what_somebody_waits_for_is_taken_for_good(queue: Queue):
    assert bool(app.amqp.queues[queue].no_ack) is (queue in ASKED_QUEUES)


def test_tasks_are_only_those_with_a_name():
    own = {name for name, task in app.tasks.items() if isinstance(task, JobTask)}
    assert own == set(TaskName)


def test_queues_have_a_worker_in_the_embedded_stack():
    assert sorted(queue for program in workers() for queue in program.queues) == sorted(Queue)


def test_worker_commands_name_their_queues():
    for program in workers():
        assert program.command[program.command.index("--queues") + 1].split(",") == list(program.queues)


def test_celery_settings_all_exist():
    known = {name.upper() for name, _ in flatten(NAMESPACES)} | {"IMPORTS", "INCLUDE"}
    ours = {name.removeprefix("CELERY_") for name in dir(settings) if name.startswith("CELERY_")}
    assert not ours - known


def test_periodic_tasks_are_tasks_and_expire_before_the_next():
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in set(TaskName)
        assert entry["options"]["queue"] == ROUTES[TaskName(entry["task"])]
        assert entry["options"]["expires"] <= entry["schedule"]


def test_visibility_timeout_is_above_every_limit():
    """A message that is not acknowledged within it runs twice: no late-acknowledged task may take longer."""
    limit = settings.CELERY_TASK_TIME_LIMIT if hasattr(settings, "CELERY_TASK_TIME_LIMIT") else 0
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > limit


def test_messages_refuse_unknown_fields_and_fit():
    assert MESSAGE_MAX_BYTES == 64 * 1024
    for kind in MESSAGES.values():
        assert kind.model_config["extra"] == "forbid"
        assert kind.model_config["frozen"]


def test_tree_has_the_files_a_newcomer_looks_for():
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE", ".env.example", "docker-compose.yml"):
        assert (ROOT / name).is_file(), name
