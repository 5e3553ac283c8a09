# One image per role, from one file: `docker build --target web .` and so on. The base image is an argument, so that a
# mirror's, or one that you made yourself, will do: anything with Python 3.11, venv and CA certificates on Debian.
ARG BASE=docker.io/library/python:3.11.14-slim-bookworm

FROM ${BASE} AS base
ARG UID=10001
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/venv/bin:$PATH \
    IMAGESEARCH_MODE=production IMAGESEARCH_STATE_DIR=/state
RUN useradd --uid ${UID} --create-home --shell /usr/sbin/nologin imagesearch \
 && install -d -o imagesearch -g imagesearch -m 0700 /state
WORKDIR /app

# uv installs what each role's lock names, by hash; it stays out of the images that run.
FROM base AS uv
# The system's certificates, so that a network which inspects TLS can add its own.
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never UV_HTTP_TIMEOUT=300
COPY requirements/uv.txt requirements/
RUN python3.11 -m venv /opt/uv \
 && /opt/uv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/uv.txt \
 && /opt/uv/bin/uv venv --python python3.11 /opt/venv

FROM uv AS web-venv
COPY requirements/web.txt requirements/
RUN /opt/uv/bin/uv pip sync --require-hashes --compile-bytecode --python /opt/venv/bin/python requirements/web.txt

FROM uv AS crawl-venv
COPY requirements/web.txt requirements/crawler.txt requirements/
RUN /opt/uv/bin/uv pip sync --require-hashes --compile-bytecode --python /opt/venv/bin/python \
    requirements/web.txt requirements/crawler.txt

FROM uv AS ml-venv
COPY requirements/web.txt requirements/ml.txt requirements/
RUN /opt/uv/bin/uv pip sync --require-hashes --compile-bytecode --python /opt/venv/bin/python \
    requirements/web.txt requirements/ml.txt

FROM base AS source
COPY manage.py scrapy.cfg ./
COPY imagesearch imagesearch
COPY crawler crawler
COPY tasks tasks
COPY frontend frontend
RUN python3.11 -m compileall -q /app

# Roles without models: web, index, beat, flower.
FROM base AS web
COPY --from=web-venv /opt/venv /opt/venv
COPY --from=source /app /app
USER imagesearch
EXPOSE 8000
CMD ["python", "-m", "imagesearch.ops.role", "web"]

# The role that fetches: a task per crawl, a process per crawl.
FROM base AS crawl
COPY --from=crawl-venv /opt/venv /opt/venv
COPY --from=source /app /app
USER imagesearch
CMD ["python", "-m", "imagesearch.ops.role", "crawl"]

# Roles with the models: embed, search.
FROM base AS ml
COPY --from=ml-venv /opt/venv /opt/venv
COPY --from=source /app /app
USER imagesearch
CMD ["python", "-m", "imagesearch.ops.role", "embed"]

# The same with a browser, for pages that draw themselves; see deploy/with-browser.yml.
FROM crawl AS crawl-browser
USER root
RUN apt-get update && apt-get install --yes --no-install-recommends chromium && rm -rf /var/lib/apt/lists/*
USER imagesearch
