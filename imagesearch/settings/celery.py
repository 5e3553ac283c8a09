"""Celery's settings; every key is checked against Celery's own list in the architecture tests."""

from imagesearch import env
from imagesearch.core.stack import stack_redis_url
from imagesearch.jobs.names import ASKED_QUEUES, ROUTES, Queue

CELERY_BROKER_URL = env.REDIS_URL or stack_redis_url(env.STATE_DIR)
CELERY_IMPORTS = ("tasks.crawl", "tasks.embed", "tasks.index", "tasks.search", "tasks.upkeep")
CELERY_TASK_ROUTES = {str(task): {"queue": str(queue)} for task, queue in ROUTES.items()}
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_QUEUES = {str(queue): {"no_ack": queue in ASKED_QUEUES} for queue in Queue}
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TRACK_STARTED = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Tasks with late acknowledgement take seconds; kombu looks for lost messages every interval x throttle seconds.
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 3,
    "socket_timeout": 5,  # above kombu's own blocking reads of a second
    # A web request must not hang on a broker that is away: what was not sent is sent by the reaper.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "reap": {
        "task": "upkeep.reap",
        "schedule": 15.0,
        "kwargs": {"payload": {}},
        "options": {"queue": "upkeep", "expires": 14},
    },
    "expire": {
        "task": "upkeep.expire",
        "schedule": 3600.0,
        "kwargs": {"payload": {}},
        "options": {"queue": "upkeep", "expires": 3500},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(env.STATE_DIR / "beat-schedule")
