# A whole JDK to build with, and to make the runtime from: google-java-format works with the compiler's own syntax trees,
# and the published JRE has no jdk.compiler.
FROM eclipse-temurin:25-jdk AS build

RUN apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*

# java.se and the modules jdeps finds beside it (jdk.compiler, jdk.jfr, jdk.management, jdk.unsupported), then what is only
# looked up at run time: jdk.net for keep-alive of connections, jdk.zipfs for class paths in jars, jdk.jcmd for an operator
# who needs a thread dump. Native parts are stripped in the published JDK already; --strip-debug would need objcopy. The option
# has the JVM tell the system of the priorities of threads; on its command line it would warn that higher ones need rights.
RUN jlink --output /runtime --strip-java-debug-attributes --no-header-files --no-man-pages --compress=zip-6 --generate-cds-archive \
      --add-options=-XX:ThreadPriorityPolicy=1 \
      --add-modules java.se,jdk.compiler,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

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


FROM debian:bookworm-slim

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

# An array, so that Java gets the signals; further options go into JAVA_TOOL_OPTIONS. The exports, and the switch for long
# methods, are those of pawl.jvm in pom.xml. A user of the host is unknown in this image and has no home, hence user.home. Most
# of the time a node waits: the heap begins small and shrinks again, in pieces of the same size on every machine, and what the
# compilers of the JVM have needed is given back. The classes that a node has loaded are kept when it is stopped, in the form in
# which the next start finds them at once. The compilers of the JVM (CompilerThreadPriority is their nice value) take what is left
# of the processors; on two of them they would take half of these from the start.
ENTRYPOINT ["java", \
  "-XX:MaxRAMPercentage=75", \
  "-XX:-DontCompileHugeMethods", \
  "--add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED", \
  "--add-exports=jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED", \
  "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED", \
  "--add-exports=jdk.compiler/com.sun.tools.javac.parser=ALL-UNNAMED", \
  "--add-exports=jdk.compiler/com.sun.tools.javac.tree=ALL-UNNAMED", \
  "--add-exports=jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED", \
  "--enable-native-access=ALL-UNNAMED", \
  "-Dsun.jnu.encoding=UTF-8", \
  "-Duser.home=/home/pawl", \
  "-Xms64m", \
  "-XX:MinHeapFreeRatio=10", \
  "-XX:MaxHeapFreeRatio=30", \
  "-XX:G1HeapRegionSize=4m", \
  "-XX:G1PeriodicGCInterval=30000", \
  "-XX:TrimNativeHeapInterval=10000", \
  "-XX:CompilerThreadPriority=5", \
  "-XX:+AutoCreateSharedArchive", \
  "-XX:SharedArchiveFile=/pawl/data/classes.jsa", \
  "-Xlog:cds=off", \
  "-Xlog:cds+dynamic=off", \
  "-jar", "pawl.jar"]
