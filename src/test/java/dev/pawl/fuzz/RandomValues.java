package dev.pawl.fuzz;

import java.util.List;
import java.util.Random;

/** Texts and numbers that clients might send, including malicious ones. */
final class RandomValues {

  private static final List<String> WORDS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1",
          "200",
          "201",
          "1000",
          "1001",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999",
          "1e309",
          "1.5",
          "NaN",
          "0x10",
          "١٢٣",
          "true",
          "null",
          "undefined",
          "[]",
          "{}",
          "a,b,,c",
          "\u0000",
          "a\u0000b",
          "\u0001\u001f\u007f",
          "\ud800",
          "\udfff\ud800",
          "\ufeff",
          "\u202e\u200b",
          "İıſK",
          "e\u0301\u00e9",
          "\ud83d\ude00".repeat(10),
          "../../../../etc/passwd",
          "..",
          ".",
          "/",
          "//",
          "/etc",
          "/proc/self/environ",
          "C:\\Windows",
          "~root",
          "file:///etc/passwd",
          "a/../b",
          "a//b",
          "a\\b",
          "'",
          "\"",
          "' OR 1=1 --",
          "%",
          "_",
          "%00",
          "%s%n%x",
          "${jndi:x}",
          "#{1+1}",
          "<script>",
          "\r\nX: y",
          "a\tb",
          "*",
          "**/*",
          "[",
          "{a,b",
          "(a+)+$",
          "-rf",
          "--help",
          "00000000-0000-0000-0000-000000000000",
          "0-0-0-0-0",
          "1-1-1-1-1",
          "g0000000-0000-0000-0000-000000000000",
          "quality_20260101_000000_aaaaaa",
          "2026-01-31T12:00:00Z",
          "2026-02-30T12:00:00Z",
          "2026-01-31",
          "-999999999-01-01T00:00:00Z",
          "+999999999-12-31T23:59:59.999999999Z",
          "+1000000000-12-31T23:59:59Z",
          "-1000000000-01-01T00:00:00Z",
          "-4713-01-01T00:00:00Z",
          "+294277-01-01T00:00:00Z",
          "PT-1S",
          "P99999999999999999D",
          "PT9223372036854775807S",
          "0s",
          "30s",
          "9999999999999999999h",
          "http://",
          "http://[",
          "http://127.0.0.1:99999/",
          "http://user:pw@127.0.0.1:1/",
          "https://127.0.0.1:1/x.git",
          "ext::sh -c id",
          "git@127.0.0.1:x",
          "refs/heads/x..y",
          "-u",
          "W/\"1\"",
          "\"1\"");

  private RandomValues() {}

  /** Returns a text that is probably invalid. */
  static String text(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> "x".repeat(random.nextInt(1, 300));
      case 1 -> "ä".repeat(random.nextInt(100, 5000));
      case 2 -> characters(random);
      case 3 -> Integer.toString(random.nextInt());
      default -> WORDS.get(random.nextInt(WORDS.size()));
    };
  }

  private static String characters(Random random) {
    var text = new StringBuilder();
    int length = random.nextInt(1, 20);
    for (int i = 0; i < length; i++) {
      text.append((char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
    }
    return text.toString();
  }

  static String oneOf(Random random, String... words) {
    return words[random.nextInt(words.length)];
  }
}
