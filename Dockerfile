# The app as an image: what it imports in one stage, the app itself in the next, run by a user
# that owns nothing but its data folder.
FROM python:3.11-slim AS packages

WORKDIR /build
COPY requirements.txt constraints.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM python:3.11-slim

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STREAMLIT_SERVER_HEADLESS=true \
    DATA_DIR=/data \
    PORT=8501

RUN useradd --uid 10001 --create-home app \
    && install --directory --owner=app /data

COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .

USER 10001
EXPOSE 8501
VOLUME ["/data"]

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/_stcore/health', timeout=4)"]

CMD ["python", "-m", "chatkit_core.ui.serve"]
