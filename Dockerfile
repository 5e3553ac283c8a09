# One image per role, from one file: `docker build --target web .` and so on. The base image is an argument, so that a
# mirror's, or one that you made yourself, will do: anything with Python 3.11 and venv on Debian.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS base
ARG UID=10001
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/venv/bin:$PATH \
    IMAGESEARCH_MODE=production IMAGESEARCH_STATE_DIR=/state \
    OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=0 OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false
RUN useradd --uid ${UID} --create-home --shell /usr/sbin/nologin imagesearch \
 && install -d -o imagesearch -g imagesearch -m 0700 /state
WORKDIR /app

# uv installs what each role's lock names, by hash; it stays out of the images that run.
FROM base AS uv
COPY requirements/uv.txt requirements/
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt
ENV UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1

FROM uv AS web-venv
COPY requirements/web.txt requirements/
RUN /opt/uv/bin/uv venv /opt/venv && /opt/uv/bin/uv pip sync --require-hashes --python /opt/venv/bin/python requirements/web.txt

FROM uv AS crawl-venv
COPY requirements/crawler.txt requirements/web.txt requirements/
RUN /opt/uv/bin/uv venv /opt/venv && /opt/uv/bin/uv pip sync --require-hashes --python /opt/venv/bin/python \
    requirements/web.txt requirements/crawler.txt

FROM uv AS ml-venv
COPY requirements/ml.txt requirements/web.txt requirements/
RUN /opt/uv/bin/uv venv /opt/venv && /opt/uv/bin/uv pip sync --require-hashes --python /opt/venv/bin/python \
    requirements/web.txt requirements/ml.txt

FROM base AS app
COPY manage.py scrapy.cfg ./
COPY imagesearch imagesearch
COPY crawler crawler
COPY tasks tasks
COPY frontend frontend

# Roles without torch: web, beat and Flower.
FROM app AS web
COPY --from=web-venv /opt/venv /opt/venv
USER imagesearch
EXPOSE 8000
CMD ["uvicorn", "imagesearch.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--no-server-header"]

# Roles that fetch: a task per crawl, a process per crawl.
FROM app AS crawl
COPY --from=crawl-venv /opt/venv /opt/venv
USER imagesearch
CMD ["celery", "-A", "imagesearch", "worker", "-P", "threads", "-c", "8", "-Q", "crawl", "-n", "crawl@%h"]

# Roles with the models: embed, search, index and upkeep.
FROM app AS ml
COPY --from=ml-venv /opt/venv /opt/venv
USER imagesearch
CMD ["celery", "-A", "imagesearch", "worker", "-P", "threads", "-c", "1", "-Q", "embed", "-n", "embed@%h"]
