# The image of web, worker, beat and migrate. Build: docker compose build
# Four stages, so that the last one holds the application and nothing that built it:
# no Node, no pip cache, no embedded servers.

# 1. Front-end packages, as the lock has them.
FROM node:24-bookworm-slim AS packages
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

# 2. Python packages, translations and static files.
FROM python:3.13-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY stack stack
COPY jining_carbon jining_carbon
COPY accounts accounts
COPY targets targets
COPY reports reports
COPY progress progress
COPY dashboards dashboards
COPY templates templates
COPY locale locale
COPY static static
COPY --from=packages /build/node_modules /node_modules
# Settings insist on their variables; nothing is connected to while building, and no secret is kept.
RUN python -m stack.assets /node_modules \
 && python -m stack.messages compile \
 && DATABASE_URL=postgresql:///none REDIS_URL=redis://none/0 SECRET_KEY=building STATIC_ROOT=/static \
    python manage.py collectstatic --noinput \
 && rm -r stack

# 3. Brotli beside the gzip files: a fifth smaller for plotly.js, too slow to do at every start.
FROM packages AS compressed
COPY --from=build /static /static
RUN node -e ' \
    const fs = require("fs"), path = require("path"), zlib = require("zlib"); \
    for (const entry of fs.readdirSync("/static", { recursive: true })) { \
      const file = path.join("/static", entry); \
      if (!/\.(js|css|svg|json|html|txt)$/.test(file) || !fs.statSync(file).isFile()) continue; \
      const raw = fs.readFileSync(file), small = zlib.brotliCompressSync(raw); \
      if (small.length < 0.95 * raw.length) fs.writeFileSync(file + ".br", small); \
    }'

# 4. What runs.
FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=jining_carbon.settings \
    STATIC_ROOT=/static
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=compressed /static /static
# A new volume takes over the folder's owner: uploaded files belong to the application alone.
RUN install --directory --owner=app --mode=700 /evidence
RUN install --directory --owner=app --mode=700 /anchors
USER app
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "jining_carbon.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--timeout", "60", "--access-logfile", "-"]
