# syntax=docker/dockerfile:1
# CMIS in one image: the binary with the web app inside, and a PostgreSQL of its own for when DATABASE_URL is not set.

FROM node:22-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm install --no-save --no-audit --no-fund
COPY web ./
RUN npm run build

FROM rust:1.95-bookworm AS build
WORKDIR /src
ENV SQLX_OFFLINE=true
COPY Cargo.toml Cargo.lock .env.example ./
COPY migrations migrations
COPY .sqlx .sqlx
COPY crates crates
COPY bench bench
COPY --from=web /src/web/dist web/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --package cmis && cp target/release/cmis /cmis

FROM python:3.12-slim-bookworm AS postgres
COPY scripts/fetch-postgres /fetch-postgres
RUN CMIS_POSTGRES_DIR=/opt/cmis/postgres /fetch-postgres

FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates curl && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/cmis cmis \
    && install --directory --owner=cmis --group=cmis --mode=0755 /var/lib/cmis
COPY --from=postgres /opt/cmis/postgres /opt/cmis/postgres
COPY --from=build /cmis /usr/local/bin/cmis
# Inside a container every address is reached through the mapped port only.
ENV CMIS_DATA_DIR=/var/lib/cmis CMIS_POSTGRES_DIR=/opt/cmis/postgres CMIS_BIND=0.0.0.0:8080 CMIS_LOG_FORMAT=json
USER cmis
VOLUME /var/lib/cmis
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD curl --fail --silent http://127.0.0.1:8080/health/ready || exit 1
ENTRYPOINT ["cmis"]
CMD ["serve"]
