"""How gunicorn serves Takwin; the command line overrides (``--bind``, ``--workers``)."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
# A PDF of a large event takes its time; issuing certificates does not happen here.
timeout = 120
graceful_timeout = 15
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 gunicorn names its file itself
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
