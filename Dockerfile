# An image with nothing in it but the static command:
#   docker build -t dovelint .
#   docker run --rm -v /etc/dovecot:/etc/dovecot:ro dovelint /etc/dovecot
FROM rust:1-slim AS build
WORKDIR /build
COPY . .
RUN rustup target add "$(uname -m)-unknown-linux-musl"
RUN cargo build --locked --release --target "$(uname -m)-unknown-linux-musl"
RUN install -D "target/$(uname -m)-unknown-linux-musl/release/dovelint" out/dovelint

FROM scratch
COPY --from=build /build/out/dovelint /usr/bin/dovelint
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/dovelint/
WORKDIR /work
ENTRYPOINT ["/usr/bin/dovelint"]
CMD ["."]
