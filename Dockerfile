# Builds the program, and an image that holds it, the shipped FAQ and certificates. docs/running.md says how to run it.

FROM rust:1.95-slim-trixie AS build
# SQLite, the allocator and the cryptography are compiled too, which needs a C compiler and make. Debian keeps one version, so none is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Dependencies rarely change, so they are fetched before the source is copied.
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
COPY benches benches
COPY crates crates
RUN mkdir src && touch src/lib.rs && echo 'fn main() {}' > src/main.rs && cargo fetch --locked
COPY src src
# The folder of compiled crates is kept between builds, so that after a change only the source is recompiled.
RUN --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin micropen-faq && cp target/release/micropen-faq /micropen-faq

FROM debian:trixie-slim
# Discord's certificate is checked against those of the system.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /micropen-faq /usr/local/bin/micropen-faq
# A new volume starts with the image's content, in a folder that the bot may write to: the shipped FAQ, and the known questions
# that show moderators the effect of a change.
RUN install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/micropen-faq
COPY --chown=10001:10001 --chmod=0600 faq.yaml /var/lib/micropen-faq/faq.yaml
COPY --chown=10001:10001 --chmod=0600 tests/questions.yaml /var/lib/micropen-faq/questions.yaml
USER 10001:10001
# FAQ_PATH and DATA_DIR are relative to this folder: faq.yaml and data.
WORKDIR /var/lib/micropen-faq
VOLUME /var/lib/micropen-faq
STOPSIGNAL SIGTERM
# Asks the bot inside the container; nothing outside reaches this address.
ENV HTTP_ADDR=127.0.0.1:8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["micropen-faq", "health"]
ENTRYPOINT ["micropen-faq"]
CMD ["run"]
