# A whole JDK to build with, and to make the runtime from: google-java-format works with the compiler's own syntax trees,
# and the published JRE has no jdk.compiler.
FROM eclipse-temurin:25-jdk AS build

RUN apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*

# java.se and the modules jdeps finds beside it (jdk.compiler, jdk.jfr, jdk.management, jdk.unsupported), then what is only
# looked up at run time: jdk.net for keep-alive of connections, jdk.zipfs for class paths in jars, jdk.jcmd for an operator
# who needs a thread dump. Native parts are stripped in the published JDK already; --strip-debug would need objcopy. The option
# has the JVM tell the system of the priorities of threads; on its command line it would warn that higher ones need rights. The
# JVM's own classes are kept for pointers of the size that java.options asks for.
RUN jlink --output /runtime --strip-java-debug-attributes --no-header-files --no-man-pages --compress=zip-6 --generate-cds-archive \
      --add-options=-XX:ThreadPriorityPolicy=1 \
      --add-modules java.se,jdk.compiler,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
 && rm /runtime/lib/server/classes_nocoops.jsa

# Without sources this fetches nearly all dependencies and plugins; the layer is made again only when pom.xml changes.
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -q -Dmaven.test.skip=true -Dspring-boot.repackage.skip=true package && rm -rf target

COPY src/main src/main
RUN mvn -B -q -Dmaven.test.skip=true package \
 && java -Djarmode=tools -jar target/pawl-*.jar extract --layers --application-filename pawl.jar --destination /layers


# Formatters in WebAssembly, see docs/tools.md; of their packages only what is read, and the licences.
FROM debian:bookworm AS wasm

RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates npm \
 && rm -rf /var/lib/apt/lists/*

# npm trusts its own list of authorities only; this adds those of the image, such as one of a company's proxy.
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /wasm
COPY tools/wasm/package.json tools/wasm/.npmrc ./
RUN npm install \
 && find node_modules -type f ! -name '*.wasm' ! -name package.json ! -name LICENSE -delete \
 && find node_modules -type f -exec chmod 644 {} + \
 && find node_modules -type d -empty -delete


FROM debian:bookworm-slim AS node

# The number is fixed so that owners of folders on the host can be set for it. The group is 0 and may do what the user may,
# so that the container can run as the user of the host who owns the targets (see docker-compose.yml).
RUN useradd --uid 10001 --gid 0 --create-home --skel /dev/null --home-dir /home/pawl --shell /usr/sbin/nologin pawl \
 && mkdir -p /pawl/data /targets \
 && chown 10001:0 /pawl/data \
 && chmod 770 /pawl/data /home/pawl

WORKDIR /pawl
COPY --from=build /runtime /opt/java
COPY --from=wasm /wasm/node_modules/ ./wasm/
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY ops/image/java.options ops/image/start ./

ENV PATH=/opt/java/bin:$PATH \
    HOME=/home/pawl \
    LANG=C.UTF-8 \
    PAWL_TOOL_WASM_FOLDER=/pawl/wasm \
    PAWL_WORKSPACE_FOLDER=/pawl/data \
    PAWL_WORKSPACE_ROOTS=/targets \
    SERVER_ADDRESS=0.0.0.0

USER 10001
VOLUME /pawl/data
EXPOSE 8080

# The image has no curl; bash can speak enough HTTP to ask whether the node takes requests.
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health/readiness HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200'* ]]"]

# It gives way to Java, which so gets the signals; further options go into JAVA_TOOL_OPTIONS.
ENTRYPOINT ["/pawl/start"]


# What the JVM learns of a node that starts and works once, on code of this project. The node is the one of the image, file by
# file, for the JVM compares paths and times.
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
