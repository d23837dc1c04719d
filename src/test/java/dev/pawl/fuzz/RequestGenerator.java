package dev.pawl.fuzz;

import dev.pawl.fuzz.OpenApiContract.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/** Generates requests from the contract, each from a separate seed: some valid, some nearly valid, some arbitrary. */
public final class RequestGenerator {

  private static final String JSON = "application/json";

  /** One of so many requests has an unknown parameter or member. */
  private static final int UNKNOWN_PERIOD = 6;

  /** The path whose body is a document of a target, which may be checked after its path. */
  private static final String FREE_FORM = "/api/v1/targets/config";

  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO");

  private final OpenApiContract contract;
  private final ValueHints hints;
  private final BodyGenerator bodies;
  private final long seed;

  public RequestGenerator(OpenApiContract contract, KnownResources world, long seed) {
    this.contract = contract;
    this.hints = new ValueHints(world);
    this.bodies = new BodyGenerator(contract, hints);
    this.seed = seed;
  }

  public FuzzRequest generate(int number) {
    var random = new Random(seed * 1_000_003 + number);
    random.nextInt();
    List<Operation> operations = contract.operations();
    Operation operation = operations.get(random.nextInt(operations.size()));
    int style = random.nextInt(10);
    int wrongPercent = style < 5 ? 0 : style < 8 ? 15 : 50;
    var headers = new ArrayList<Entry<String, String>>();
    String target = path(operation, wrongPercent, random) + query(operation, wrongPercent, random);
    for (JsonNode header : operation.parameters("header")) {
      if (random.nextInt(2) == 0) {
        headers.add(Map.entry(name(header), value(header, wrongPercent, random)));
      }
    }
    addAcceptHeader(operation, wrongPercent, random, headers);
    addUnexpectedHeader(operation, wrongPercent, random, headers);
    String method = operation.method();
    if (wrongPercent > 0 && random.nextInt(12) == 0) {
      method = METHODS.get(random.nextInt(METHODS.size()));
    }
    byte[] body = body(operation, wrongPercent, random, headers);
    // A label is a parameter of few operations, and a repeated parameter is rejected before the
    // body is read.
    boolean valid = wrongPercent == 0 && !target.contains("label.") && !repeatsParameter(target);
    var request = new FuzzRequest(number, method, target, headers, body, null, valid);
    return random.nextInt(UNKNOWN_PERIOD) == 0 ? withUnknown(request, operation, random) : request;
  }

  /** Adds a parameter or a member of the body that the contract does not contain. */
  private FuzzRequest withUnknown(FuzzRequest request, Operation operation, Random random) {
    String name = "unknown_" + request.number();
    boolean documented = request.method().equals(operation.method());
    String start = new String(request.body(), StandardCharsets.UTF_8);
    // The body of another method, such as GET, has no meaning.
    boolean canExtendBody =
        documented
            && !operation.path().equals(FREE_FORM)
            && start.matches("(?s)\\{\\s*\".*")
            && request.headers().stream()
                .anyMatch(header ->
                    header.getKey().equals("Content-Type") && header.getValue().equals(JSON));
    if (canExtendBody && random.nextBoolean()) {
      String value = RandomValues.oneOf(random, "1", "null", "[1, {}]", "{\"a\": [true]}");
      byte[] body =
          ("{\"" + name + "\": " + value + ", " + start.substring(1))
              .getBytes(StandardCharsets.UTF_8);
      // A key that was used before is rejected without reading the body.
      boolean repeats =
          request.headers().stream().anyMatch(header -> header.getKey().equals("Idempotency-Key"));
      return new FuzzRequest(
          request.number(),
          request.method(),
          request.target(),
          request.headers(),
          body,
          name,
          request.otherwiseValid() && !repeats);
    }
    String separator = request.target().indexOf('?') < 0 ? "?" : "&";
    return new FuzzRequest(
        request.number(),
        request.method(),
        request.target() + separator + name + RandomValues.oneOf(random, "", "=", "=1"),
        request.headers(),
        request.body(),
        name,
        request.otherwiseValid() && documented);
  }

  private static String name(JsonNode parameter) {
    return parameter.get("name").asString();
  }

  private String value(JsonNode parameter, int wrongPercent, Random random) {
    if (random.nextInt(100) < wrongPercent) {
      return random.nextInt(4) == 0 ? hints.valueFor("any", random) : RandomValues.text(random);
    }
    JsonNode fitting = bodies.conforming(name(parameter), parameter.get("schema"), random, 0);
    return fitting.isArray() ? fitting.path(0).asString("running") : fitting.asString();
  }

  private String path(Operation operation, int wrongPercent, Random random) {
    var path = new StringBuilder();
    for (String segment : operation.path().substring(1).split("/")) {
      path.append('/');
      if (!segment.startsWith("{")) {
        path.append(segment);
        continue;
      }
      String name = segment.substring(1, segment.length() - 1);
      String kind = resourceKind(operation, name);
      String value =
          random.nextInt(100) < wrongPercent
              ? RandomValues.text(random)
              : hints.valueFor(kind, random);
      path.append(
          wrongPercent == 0 && kind.equals("command")
              ? value
              : wrongPercent > 0 && !kind.equals("rule") && random.nextInt(6) == 0
                  ? unencoded(value)
                  : encoded(value));
    }
    if (wrongPercent > 0 && random.nextInt(40) == 0) {
      path.append(
          RandomValues.oneOf(
              random,
              "/%ED%A0%80",
              "/",
              ";a=b",
              "/..",
              "/%2e%2e/",
              "//",
              ".json",
              "%",
              "/%00",
              "%c0%af"));
    }
    return path.toString();
  }

  /** Returns the kind of resource that a path variable identifies. */
  private static String resourceKind(Operation operation, String name) {
    if (name.equals("path")) {
      return "command";
    }
    if (!name.equals("id")) {
      return name;
    }
    String collection = operation.path().split("/")[3];
    return switch (collection) {
      case "sessions" -> "session_id";
      case "archives" -> "archive";
      case "schedules" -> "schedule";
      case "credentials" -> "credential";
      case "tokens" -> "token";
      case "baselines" -> "baseline";
      case "rules" -> "rule";
      default -> "workflow";
    };
  }

  /** Returns the value unencoded, except for characters that would change the structure of the request. */
  private static String unencoded(String value) {
    return value.replaceAll("[\\s?#]", "-");
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String query(Operation operation, int wrongPercent, Random random) {
    var pairs = new ArrayList<String>();
    for (JsonNode parameter : operation.parameters("query")) {
      boolean required = parameter.path("required").asBoolean();
      if (random.nextInt(100) < (required ? 97 : 35)) {
        pairs.add(name(parameter) + "=" + encoded(value(parameter, wrongPercent, random)));
        if (random.nextInt(25) == 0) {
          pairs.add(name(parameter) + "=" + encoded(value(parameter, wrongPercent, random)));
        }
      }
    }
    if (random.nextInt(15) == 0) {
      pairs.add(
          "label." + encoded(RandomValues.text(random)) + "=" + encoded(RandomValues.text(random)));
    }
    if (wrongPercent > 0 && random.nextInt(20) == 0) {
      pairs.add(unencoded(RandomValues.text(random)));
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static boolean repeatsParameter(String target) {
    List<String> names =
        Arrays.stream(target.substring(target.indexOf('?') + 1).split("&"))
            .map(pair -> pair.split("=", 2)[0])
            .toList();
    return names.size() > Set.copyOf(names).size();
  }

  private static void addAcceptHeader(
      Operation operation, int wrongPercent, Random random, List<Entry<String, String>> headers) {
    var types = new ArrayList<String>();
    operation.description().get("responses").properties().stream()
        .filter(response -> response.getKey().startsWith("2"))
        .forEach(response -> types.addAll(response.getValue().path("content").propertyNames()));
    // The type of a response with several ranges, which a request without ranges does not have.
    types.remove("multipart/byteranges");
    if (random.nextInt(100) < wrongPercent) {
      headers.add(
          Map.entry(
              "Accept",
              RandomValues.oneOf(
                  random,
                  "image/png",
                  "text/html",
                  "*/*;q=0",
                  "nonsense",
                  "a/b/c",
                  "",
                  ",",
                  "application/xml",
                  "text/event-stream",
                  "application/*",
                  "text/markdown;q=2",
                  "application/problem+json",
                  "application/json;charset=utf-16",
                  "*/json")));
    } else if (random.nextInt(2) == 0 && !types.isEmpty()) {
      headers.add(Map.entry("Accept", types.get(random.nextInt(types.size()))));
    }
  }

  private void addUnexpectedHeader(
      Operation operation, int wrongPercent, Random random, List<Entry<String, String>> headers) {
    if (operation.path().endsWith("/log") && random.nextInt(3) == 0) {
      headers.add(
          Map.entry("Range", RandomValues.oneOf(random, "bytes=0-", "bytes=7-20", "bytes=-9")));
    }
    if (random.nextInt(100) >= wrongPercent) {
      return;
    }
    String name =
        RandomValues.oneOf(
            random,
            "Range",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "If-Range",
            "Content-Encoding",
            "Accept-Language",
            "Accept-Charset",
            "Accept-Encoding",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-HTTP-Method-Override",
            "Origin",
            "Cookie",
            "Authorization",
            "traceparent",
            "baggage",
            "Last-Event-ID",
            "Prefer",
            "Expect",
            "Sec-Fetch-Site",
            "Referer",
            "Idempotency-Key",
            "Host");
    String value =
        switch (name) {
          case "Range" ->
              RandomValues.oneOf(
                  random,
                  "bytes=0-",
                  "bytes=5-",
                  "bytes=-1",
                  "bytes=9999999-",
                  "bytes=5-2",
                  "bytes=0-0,2-3",
                  "lines=1-2",
                  "bytes=",
                  "bytes=a-b",
                  "bytes=-0",
                  "bytes=99999999999999999999-",
                  "bytes=0-,0-,0-,0-");
          case "Authorization" ->
              RandomValues.oneOf(random, "Bearer x", "Basic eDp5", "Bearer ", "nonsense");
          case "Prefer" -> RandomValues.oneOf(random, "wait=0", "wait=-1", "wait=99999", "wait=x");
          case "Content-Encoding" -> RandomValues.oneOf(random, "gzip", "identity", "br");
          default ->
              random.nextBoolean() ? hints.valueFor(name, random) : RandomValues.text(random);
        };
    headers.add(Map.entry(name, value.replaceAll("[\\r\\n]", " ")));
  }

  private byte[] body(
      Operation operation, int wrongPercent, Random random, List<Entry<String, String>> headers) {
    JsonNode content = operation.description().path("requestBody").path("content");
    if (content.isMissingNode()) {
      return random.nextInt(100) < wrongPercent / 3
          ? RandomValues.text(random).getBytes(StandardCharsets.UTF_8)
          : new byte[0];
    }
    var types = new ArrayList<>(content.propertyNames());
    String type = types.get(random.nextInt(types.size()));
    byte[] body;
    if (type.equals(JSON)) {
      List<JsonNode> examples = BodyGenerator.examples(content.get(type));
      JsonNode fitting =
          examples.isEmpty() || random.nextBoolean()
              ? bodies.conforming("", content.get(type).get("schema"), random, 0)
              : bodies.withAnotherName(examples.get(random.nextInt(examples.size())), random);
      if (wrongPercent > 0 && random.nextInt(4) > 0) {
        fitting = bodies.withInvalidPart(fitting, random);
      }
      body =
          wrongPercent > 0 && random.nextInt(4) == 0
              ? BodyGenerator.malformed(fitting.toString(), random)
              : BodyGenerator.bytes(fitting);
    } else {
      body = archive(wrongPercent, random);
    }
    if (random.nextInt(100) < wrongPercent / 3) {
      type =
          RandomValues.oneOf(
              random,
              "text/plain",
              "application/xml",
              "multipart/form-data",
              "nonsense",
              "",
              "multipart/form-data; boundary=x",
              "application/x-www-form-urlencoded",
              "application/json; charset=utf-16",
              "application/json;charset=nonsense",
              "application/merge-patch+json",
              "application/json, text/plain",
              "*/*");
    }
    if (random.nextInt(100) >= wrongPercent / 5) {
      headers.add(Map.entry("Content-Type", type));
    }
    return body;
  }

  private static byte[] archive(int wrongPercent, Random random) {
    var out = new ByteArrayOutputStream();
    try {
      if (random.nextBoolean()) {
        try (var zip = new ZipOutputStream(out)) {
          zip.putNextEntry(new ZipEntry("A.java"));
          zip.write("class A{}\n".getBytes(StandardCharsets.UTF_8));
          if (random.nextInt(100) < wrongPercent) {
            zip.putNextEntry(
                new ZipEntry(
                    unencoded(RandomValues.text(random)).replaceAll("\\p{Cs}", "-") + "x"));
          }
        }
      } else {
        try (var gzip = new GZIPOutputStream(out)) {
          var bytesOfGarbage = new byte[random.nextInt(3) * 512 + random.nextInt(2)];
          random.nextBytes(bytesOfGarbage);
          gzip.write(bytesOfGarbage);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = out.toByteArray();
    if (random.nextInt(100) < wrongPercent) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(100) < wrongPercent / 10 ? new byte[9 << 20] : bytes;
  }
}
