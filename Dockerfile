FROM python:3.13-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home proxinet \
    && install -d -o proxinet /var/lib/proxinet

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt
COPY . .

ENV PYTHONUNBUFFERED=1 \
    PROXINET_VAR=/var/lib/proxinet \
    DJANGO_SETTINGS_MODULE=proxinet.settings
USER proxinet
VOLUME /var/lib/proxinet
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "proxinet.probe"]
CMD ["gunicorn", "proxinet.wsgi", "--threads", "8", "--bind", "0.0.0.0:8000"]
