# Two stages: the first builds a virtual environment, the second holds only that and runs without root.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /src
RUN python3 -m venv /opt/stik
COPY pyproject.toml constraints.txt ./
# The libraries change seldom and the code often, so they are a layer of their own.
RUN python3 -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > wanted.txt \
 && /opt/stik/bin/pip install --quiet --no-cache-dir --disable-pip-version-check -c constraints.txt -r wanted.txt
COPY . .
RUN /opt/stik/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --no-deps .

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="Stik" org.opencontainers.image.licenses="AGPL-3.0-or-later"
RUN groupadd --gid 10001 stik \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin stik \
 && install -d -o stik -g stik -m 0700 /data
COPY --from=build /opt/stik /opt/stik
ENV PATH=/opt/stik/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STIK_DATABASE_URL=sqlite:////data/stik.sqlite3
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
ENTRYPOINT ["stik"]
CMD ["run", "--host", "0.0.0.0"]
