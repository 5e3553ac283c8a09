"""The Celery application: settings come from Django's, tasks from the modules that `CELERY_IMPORTS` names."""

from celery import Celery

from imagesearch import env

env.django_settings_use()

app = Celery("imagesearch")
app.config_from_object("django.conf:settings", namespace="CELERY")
