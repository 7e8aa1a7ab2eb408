# An image with nothing in it but the static command:
#   docker build -t dovelint .
#   docker run --rm -v /etc/dovecot:/etc/dovecot:ro dovelint /etc/dovecot
# It runs as nobody; where only root may read a file, add `--user 0`. Pin the image by its digest where you pin images.
FROM rust:1.88-slim-bookworm AS build
WORKDIR /build
COPY . .
# With a target, the flags are not for what the build itself runs.
RUN RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --profile dist --target "$(uname -m)-unknown-linux-gnu"
RUN install -D "target/$(uname -m)-unknown-linux-gnu/dist/dovelint" out/dovelint

FROM scratch
LABEL org.opencontainers.image.title="dovelint" \
      org.opencontainers.image.description="A linter for the configuration of the Dovecot mail server" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /build/out/dovelint /usr/bin/dovelint
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/dovelint/
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/usr/bin/dovelint"]
CMD ["."]
