# A full JDK for the build and as the source of the runtime: google-java-format uses the syntax trees of the compiler,
# and the published JRE does not contain jdk.compiler.
FROM eclipse-temurin:25-jdk AS maven

RUN apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*


FROM maven AS build

# java.se and the other modules that jdeps finds (jdk.compiler, jdk.jfr, jdk.management, jdk.unsupported), then modules that
# are only looked up at run time: jdk.net for TCP keep-alive, jdk.zipfs for class paths in jars, jdk.jcmd for thread dumps by
# operators. Native libraries of the published JDK are already stripped; --strip-debug would require objcopy. The added option
# makes the JVM pass thread priorities to the operating system; on the command line it would print a warning that higher
# priorities need privileges. The CDS archive is kept only for the pointer size that java.options selects.
RUN jlink --output /runtime --strip-java-debug-attributes --no-header-files --no-man-pages --compress=zip-6 --generate-cds-archive \
      --add-options=-XX:ThreadPriorityPolicy=1 \
      --add-modules java.se,jdk.compiler,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
 && rm /runtime/lib/server/classes_nocoops.jsa

# Without sources, this downloads nearly all dependencies and plugins; the layer is rebuilt only when pom.xml changes.
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -q -Dmaven.test.skip=true -Dspring-boot.repackage.skip=true package && rm -rf target

COPY cli cli
COPY src/main src/main

# A release sets its version and commit, because there is no .git folder here; see docs/operations/releases.md.
ARG VERSION=
ARG COMMIT=
ARG COMMIT_TIME=
RUN if [ -n "$COMMIT" ]; then \
      printf 'git.commit.id=%s\ngit.commit.id.abbrev=%.7s\ngit.commit.time=%s\n' "$COMMIT" "$COMMIT" "$COMMIT_TIME" >src/main/resources/git.properties; \
    fi \
 && mvn -B -q -Dmaven.test.skip=true ${VERSION:+-Drevision="$VERSION"} ${COMMIT_TIME:+-Dproject.build.outputTimestamp="$COMMIT_TIME"} package \
 && java -Djarmode=tools -jar target/pawl-*.jar extract --layers --application-filename pawl.jar --destination /layers


# Versions of formatters that builds often pin, see docs/how-to/add-formatters.md.
FROM maven AS jvm

WORKDIR /formatters
COPY tools/jvm/fetch tools/jvm/pom.xml tools/jvm/
RUN export FORMATTERS=/jvm \
 && tools/jvm/fetch google-java-format 1.19.2 1.22.0 1.24.0 1.25.2 1.27.0 1.28.0 1.35.0 \
 && tools/jvm/fetch palantir-java-format 2.50.0 2.71.0 2.80.0 2.101.0 \
 && tools/jvm/fetch spring-javaformat 0.0.43 0.0.48 \
 && tools/jvm/fetch ktfmt 0.58 \
 && rm -rf ~/.m2


# Formatters in WebAssembly, see docs/how-to/add-formatters.md; only the files that are used, and the licences, are kept of their packages.
FROM debian:trixie AS wasm

RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates npm \
 && rm -rf /var/lib/apt/lists/*

# npm trusts only its built-in certificate authorities; this adds those of the image, such as one of a corporate proxy.
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /wasm
COPY tools/wasm/package.json tools/wasm/.npmrc ./
RUN npm install \
 && find node_modules -type f ! -name '*.wasm' ! -name package.json ! -name LICENSE -delete \
 && find node_modules -type f -exec chmod 644 {} + \
 && find node_modules -type d -empty -delete


FROM debian:trixie-slim AS node

# The sandbox of programs. Most container runtimes do not permit it without further options; see docs/how-to/operate.md.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap \
 && rm -rf /var/lib/apt/lists/*

# The uid is fixed, so that directories on the host can be owned by it. The group is 0 and has the permissions of the user,
# so that the container can run as the host user that owns the targets (see docker-compose.yml).
RUN useradd --uid 10001 --gid 0 --create-home --skel /dev/null --home-dir /home/pawl --shell /usr/sbin/nologin pawl \
 && mkdir -p /pawl/data /targets \
 && chown 10001:0 /pawl/data \
 && chmod 770 /pawl/data /home/pawl

WORKDIR /pawl
COPY --from=build /runtime /opt/java
COPY --from=wasm /wasm/node_modules/ ./wasm/
COPY --from=jvm /jvm/ ./jvm/
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY ops/image/java.options ops/image/start ./

ENV PATH=/opt/java/bin:$PATH \
    HOME=/home/pawl \
    LANG=C.UTF-8 \
    PAWL_TOOL_JVM_FOLDER=/pawl/jvm \
    PAWL_TOOL_WASM_FOLDER=/pawl/wasm \
    PAWL_WORKSPACE_FOLDER=/pawl/data \
    PAWL_WORKSPACE_ROOTS=/targets \
    SERVER_ADDRESS=0.0.0.0

USER 10001
VOLUME /pawl/data
EXPOSE 8080

# The image has no curl; bash can send the readiness request itself.
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health/readiness HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200'* ]]"]

# The script replaces itself with Java, so that Java receives the signals; further options go into JAVA_TOOL_OPTIONS.
ENTRYPOINT ["/pawl/start"]


# Creates the AOT cache of the JVM in a training run: a node starts and runs one workflow on code of this project. The files
# must be exactly those of the image, because the JVM compares paths and modification times.
FROM postgres:18 AS training

COPY --from=node /opt/java /opt/java
COPY --from=node /pawl /pawl
COPY --from=build /build/src/main/java/dev/pawl/lock /code/lock
COPY --from=build /build/src/main/resources/templates /code/templates
COPY ops/image/train /

ENV PATH=/opt/java/bin:$PATH \
    LANG=C.UTF-8 \
    PAWL_TOOL_WASM_FOLDER=/pawl/wasm

USER postgres
RUN /train /code /tmp/classes.aot.gz


FROM node

COPY --from=training /tmp/classes.aot.gz ./

ARG VERSION=
ARG COMMIT=
ARG COMMIT_TIME=
LABEL org.opencontainers.image.title="Pawl" \
      org.opencontainers.image.description="Runs code-quality workflows; every workflow leaves a code base better, or exactly as it was" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="debian:trixie-slim" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT" \
      org.opencontainers.image.created="$COMMIT_TIME"
