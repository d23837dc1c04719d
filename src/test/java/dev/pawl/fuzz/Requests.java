package dev.pawl.fuzz;

import dev.pawl.fuzz.Contract.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/** Generates requests from the contract, each from a separate seed: some valid, some nearly valid, some arbitrary. */
public final class Requests {

  private static final String JSON = "application/json";
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO");

  private final Contract contract;
  private final Hints hints;
  private final Bodies bodies;
  private final long seed;

  public Requests(Contract contract, World world, long seed) {
    this.contract = contract;
    this.hints = new Hints(world);
    this.bodies = new Bodies(contract, hints);
    this.seed = seed;
  }

  public Sent make(int number) {
    var random = new Random(seed * 1_000_003 + number);
    random.nextInt();
    List<Operation> operations = contract.operations();
    Operation operation = operations.get(random.nextInt(operations.size()));
    int style = random.nextInt(10);
    int wrong = style < 5 ? 0 : style < 8 ? 15 : 50;
    var headers = new ArrayList<Entry<String, String>>();
    String target = path(operation, wrong, random) + query(operation, wrong, random);
    for (JsonNode header : operation.parameters("header")) {
      if (random.nextInt(2) == 0) {
        headers.add(Map.entry(name(header), value(header, wrong, random)));
      }
    }
    accept(operation, wrong, random, headers);
    noise(operation, wrong, random, headers);
    String method = operation.method();
    if (wrong > 0 && random.nextInt(12) == 0) {
      method = METHODS.get(random.nextInt(METHODS.size()));
    }
    byte[] body = body(operation, wrong, random, headers);
    return new Sent(number, method, target, headers, body);
  }

  private static String name(JsonNode parameter) {
    return parameter.get("name").asString();
  }

  private String value(JsonNode parameter, int wrong, Random random) {
    if (random.nextInt(100) < wrong) {
      return random.nextInt(4) == 0 ? hints.of("any", random) : Values.text(random);
    }
    JsonNode fitting = bodies.fitting(name(parameter), parameter.get("schema"), random, 0);
    return fitting.isArray() ? fitting.path(0).asString("running") : fitting.asString();
  }

  private String path(Operation operation, int wrong, Random random) {
    var path = new StringBuilder();
    for (String segment : operation.path().substring(1).split("/")) {
      path.append('/');
      if (!segment.startsWith("{")) {
        path.append(segment);
        continue;
      }
      String name = segment.substring(1, segment.length() - 1);
      String value =
          random.nextInt(100) < wrong
              ? Values.text(random)
              : hints.of(kind(operation, name), random);
      path.append(
          name.equals("path") && wrong == 0
              ? value
              : wrong > 0 && random.nextInt(6) == 0 ? raw(value) : encoded(value));
    }
    if (wrong > 0 && random.nextInt(40) == 0) {
      path.append(
          Values.one(
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
  private static String kind(Operation operation, String name) {
    if (name.equals("path")) {
      return "command";
    }
    if (!name.equals("id")) {
      return name;
    }
    String of = operation.path().split("/")[3];
    return switch (of) {
      case "sessions" -> "session_id";
      case "archives" -> "archive";
      case "schedules" -> "schedule";
      case "credentials" -> "credential";
      case "tokens" -> "token";
      default -> "workflow";
    };
  }

  /** Returns the value unencoded, except for characters that would change the structure of the request. */
  private static String raw(String value) {
    return value.replaceAll("[\\s?#]", "-");
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String query(Operation operation, int wrong, Random random) {
    var pairs = new ArrayList<String>();
    for (JsonNode parameter : operation.parameters("query")) {
      boolean required = parameter.path("required").asBoolean();
      if (random.nextInt(100) < (required ? 97 : 35)) {
        pairs.add(name(parameter) + "=" + encoded(value(parameter, wrong, random)));
        if (random.nextInt(25) == 0) {
          pairs.add(name(parameter) + "=" + encoded(value(parameter, wrong, random)));
        }
      }
    }
    if (random.nextInt(15) == 0) {
      pairs.add("label." + encoded(Values.text(random)) + "=" + encoded(Values.text(random)));
    }
    if (wrong > 0 && random.nextInt(20) == 0) {
      pairs.add(raw(Values.text(random)));
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static void accept(
      Operation operation, int wrong, Random random, List<Entry<String, String>> headers) {
    var types = new ArrayList<String>();
    operation.description().get("responses").properties().stream()
        .filter(response -> response.getKey().startsWith("2"))
        .forEach(response -> types.addAll(response.getValue().path("content").propertyNames()));
    if (random.nextInt(100) < wrong) {
      headers.add(
          Map.entry(
              "Accept",
              Values.one(
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

  private void noise(
      Operation operation, int wrong, Random random, List<Entry<String, String>> headers) {
    if (operation.path().endsWith("/log") && random.nextInt(3) == 0) {
      headers.add(Map.entry("Range", Values.one(random, "bytes=0-", "bytes=7-20", "bytes=-9")));
    }
    if (random.nextInt(100) >= wrong) {
      return;
    }
    String name =
        Values.one(
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
              Values.one(
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
              Values.one(random, "Bearer x", "Basic eDp5", "Bearer ", "nonsense");
          case "Prefer" -> Values.one(random, "wait=0", "wait=-1", "wait=99999", "wait=x");
          case "Content-Encoding" -> Values.one(random, "gzip", "identity", "br");
          default -> random.nextBoolean() ? hints.of(name, random) : Values.text(random);
        };
    headers.add(Map.entry(name, value.replaceAll("[\\r\\n]", " ")));
  }

  private byte[] body(
      Operation operation, int wrong, Random random, List<Entry<String, String>> headers) {
    JsonNode wanted = operation.description().path("requestBody").path("content");
    if (wanted.isMissingNode()) {
      return random.nextInt(100) < wrong / 3
          ? Values.text(random).getBytes(StandardCharsets.UTF_8)
          : new byte[0];
    }
    var types = new ArrayList<>(wanted.propertyNames());
    String type = types.get(random.nextInt(types.size()));
    byte[] body;
    if (type.equals(JSON)) {
      List<JsonNode> examples = Bodies.examples(wanted.get(type));
      JsonNode fitting =
          examples.isEmpty() || random.nextBoolean()
              ? bodies.fitting("", wanted.get(type).get("schema"), random, 0)
              : bodies.another(examples.get(random.nextInt(examples.size())), random);
      if (wrong > 0 && random.nextInt(4) > 0) {
        fitting = bodies.spoiled(fitting, random);
      }
      body =
          wrong > 0 && random.nextInt(4) == 0
              ? Bodies.broken(fitting.toString(), random)
              : Bodies.bytes(fitting);
    } else {
      body = archive(wrong, random);
    }
    if (random.nextInt(100) < wrong / 3) {
      type =
          Values.one(
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
    if (random.nextInt(100) >= wrong / 5) {
      headers.add(Map.entry("Content-Type", type));
    }
    return body;
  }

  private static byte[] archive(int wrong, Random random) {
    var out = new ByteArrayOutputStream();
    try {
      if (random.nextBoolean()) {
        try (var zip = new ZipOutputStream(out)) {
          zip.putNextEntry(new ZipEntry("A.java"));
          zip.write("class A{}\n".getBytes(StandardCharsets.UTF_8));
          if (random.nextInt(100) < wrong) {
            zip.putNextEntry(
                new ZipEntry(raw(Values.text(random)).replaceAll("\\p{Cs}", "-") + "x"));
          }
        }
      } else {
        try (var gzip = new GZIPOutputStream(out)) {
          var some = new byte[random.nextInt(3) * 512 + random.nextInt(2)];
          random.nextBytes(some);
          gzip.write(some);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = out.toByteArray();
    if (random.nextInt(100) < wrong) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(100) < wrong / 10 ? new byte[9 << 20] : bytes;
  }
}
