# An image with nothing in it but the static command:
#   docker build -t dovelint .
#   docker run --rm -v /etc/dovecot:/etc/dovecot:ro dovelint /etc/dovecot
# It runs as nobody; where only root may read a file, add `--user 0`. Pin the image by its digest where you pin images.
FROM rust:1.88-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN rustup target add "$(uname -m)-unknown-linux-musl"
RUN cargo build --locked --profile dist --target "$(uname -m)-unknown-linux-musl"
RUN install -D "target/$(uname -m)-unknown-linux-musl/dist/dovelint" out/dovelint

FROM scratch
COPY --from=build /build/out/dovelint /usr/bin/dovelint
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/dovelint/
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/usr/bin/dovelint"]
CMD ["."]
