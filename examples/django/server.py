import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST
from hookproof.django import webhook
from hookproof.replay import MemoryReplayStore

logging.basicConfig(level=logging.INFO, format="%(message)s")
# A project has these in a file of their own.
settings.configure(
    ALLOWED_HOSTS=["localhost", "127.0.0.1"], ROOT_URLCONF=__name__, LOGGING_CONFIG=None
)
application = get_wsgi_application()
workers = ThreadPoolExecutor()


def refused(error, request):
    # For the log: a sender, or whoever claims to be one, learns only that it was refused.
    logging.warning("refused: %s", error.code)


@require_POST
# For one process. Several share a RedisReplayStore.
@webhook(os.environ["WEBHOOK_SECRET"], replay=MemoryReplayStore(), on_refused=refused)
def receive(request, delivery):
    # Answer first. A sender waits for some seconds only, and takes silence for a failure.
    workers.submit(work, delivery.id, delivery.event)
    return HttpResponse(status=204)


def work(id, event):
    """What must not be lost if this process ends goes into a queue instead, before the answer."""
    logging.info("%s: %s", id, event["type"])


urlpatterns = [path("webhook", receive)]

if __name__ == "__main__":
    execute_from_command_line(
        [sys.argv[0], "runserver", "--noreload", os.environ.get("PORT", "3000")]
    )
