package dev.pawl.differential;

import dev.pawl.language.Language;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Generates programs from snippets, with random numbers, words and whitespace. Each program has some lines, marked by
 * {@code canary}, whose output shows every change of statements, literals, numbers and members.
 */
final class ProgramGenerator {

  private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z])@");
  private static final List<String> WORDS = List.of("alpha", "big", "cat", "delta x", "Zed");
  private static final List<String> TRAILING = List.of("", "", " ", "  ", "\t", " \t ");
  private static final int MAX_SNIPPETS = 9;

  private final Random random;
  private final Map<Language, List<Snippet>> snippets = new EnumMap<>(Language.class);

  ProgramGenerator(long seed) {
    this.random = new Random(seed);
  }

  /** Generates a program with a number that is part of its name. */
  Program generate(Language language, int number) {
    List<Snippet> all = snippets.computeIfAbsent(language, Snippet::load);
    var chosen = new ArrayList<Snippet>();
    int count = 2 + random.nextInt(MAX_SNIPPETS - 1);
    for (int i = 0; i < count; i++) {
      chosen.add(all.get(random.nextInt(all.size())));
    }
    String name = "P" + number;
    var heads = new ArrayList<String>();
    var members = new StringBuilder();
    var body = new StringBuilder();
    for (int i = 0; i < chosen.size(); i++) {
      Snippet snippet = chosen.get(i);
      String id = String.valueOf(i);
      String[] parts = fill(List.of(snippet.head(), snippet.members(), snippet.body()), id, name);
      heads.add(parts[0]);
      members.append(parts[1]).append(blankLines());
      body.append(parts[2]).append(blankLines());
    }
    Collections.shuffle(heads, random);
    String head = String.join(blankLines(), heads);
    return switch (language) {
      case JAVA -> java(name, head, members.toString(), body.toString());
      case PYTHON -> python(name, head, body.toString());
      case SHELL -> shell(name, body.toString());
      case JAVASCRIPT -> javascript(name, head, body.toString());
      case C -> c(name, head, body.toString());
      default -> throw new IllegalArgumentException(language.key());
    };
  }

  private String blankLines() {
    return "\n".repeat(Math.max(0, random.nextInt(5) - 2));
  }

  /** Replaces the placeholders of parts; a placeholder for a number is the same in all parts of one snippet. */
  private String[] fill(List<String> parts, String id, String name) {
    String number = String.valueOf(random.nextInt(100));
    String word = WORDS.get(random.nextInt(WORDS.size()));
    return parts.stream()
        .map(part ->
            PLACEHOLDER
                .matcher(part)
                .replaceAll(match ->
                    Matcher.quoteReplacement(
                        switch (match.group(1)) {
                          case "I" -> id;
                          case "N" -> number;
                          case "S" -> word;
                          case "C", "P" -> name;
                          case "W" -> " ".repeat(random.nextInt(4));
                          case "T" -> TRAILING.get(random.nextInt(TRAILING.size()));
                          default -> match.group();
                        })))
        .toArray(String[]::new);
  }

  private static Program java(String name, String head, String members, String body) {
    String text =
        """
        package differential;
        %simport java.util.Optional;

        /** A program. */
        public class %s {
        static final StringBuilder LOG = new StringBuilder();
        static int count() { LOG.append("count "); return 1; }
        private static int usedMember() { return 7; }
        %s
          public static String run() throws Throwable {
            StringBuilder out = new StringBuilder();
            int canary = 41;
            canary = canary * 2;
            canary = canary + 3;
            out.append("canary " + canary + "pad  ");
            out.append(%s.class.getDeclaredMethod("used" + "Member").invoke(null));
            %s.class.getDeclaredConstructor().newInstance();
        %s
            return out.append("|").append(LOG).toString();
          }
        }
        """
            .formatted(head, name, members, name, name, body);
    String path = "java/differential/%s.java".formatted(name);
    return new Program(Language.JAVA, path, Map.of(path, text));
  }

  private static Program python(String name, String head, String body) {
    String text =
        """
        %simport order_one
        import order_two

        canary = 41
        canary = canary * 2
        canary = canary + 3
        usedMember = lambda: 7
        print("canary", canary, "pad  ", usedMember())
        %s\
        """
            .formatted(head, body);
    String path = "python/%s.py".formatted(name);
    var files = new LinkedHashMap<String, String>();
    files.put(path, text);
    for (String module : List.of("effects_a", "effects_b", "effects_c", "order_one", "order_two")) {
      files.put(
          "python/%s.py".formatted(module), "print(\"load %s\")\nvalue = 1\n".formatted(module));
    }
    return new Program(Language.PYTHON, path, files);
  }

  private static Program shell(String name, String body) {
    String text =
        """
        #!/bin/bash
        canary=41
        canary=$((canary * 2))
        canary=$((canary + 3))
        usedMember() { echo 7; }
        echo "canary $canary" "pad  "; usedMember
        %s\
        """
            .formatted(body);
    String path = "shell/%s.sh".formatted(name);
    return new Program(Language.SHELL, path, Map.of(path, text));
  }

  private static Program javascript(String name, String head, String body) {
    String text =
        """
        %simport "./%s_order_one.mjs";
        import "./%s_order_two.mjs";

        let canary = 41;
        canary = canary * 2;
        canary = canary + 3;
        const usedMember = () => 7;
        console.log("canary", canary, "pad  ", usedMember());
        %s\
        """
            .formatted(head, name, name, body);
    String path = "javascript/%s.mjs".formatted(name);
    var files = new LinkedHashMap<String, String>();
    files.put(path, text);
    for (String module : List.of("a", "b", "order_one", "order_two")) {
      files.put(
          "javascript/%s_%s.mjs".formatted(name, module),
          "console.log(\"load %s\");\nexport const a = 1;\nexport const b = 2;\nexport default 3;\n"
              .formatted(module));
    }
    return new Program(Language.JAVASCRIPT, path, files);
  }

  private static Program c(String name, String head, String body) {
    String text =
        """
        #include <stdio.h>
        %s#include "%s_order_one.h"
        #include "%s_order_two.h"
        static int usedMember(void) { return 7; }
        int main(void) {
          int canary = 41;
          canary = canary * 2;
          canary = canary + 3;
          printf("canary %%d %%s %%d %%d\\n", canary, "pad  ", usedMember(), ORDER);
        %s
          return 0;
        }
        """
            .formatted(head, name, name, body);
    String path = "c/%s.c".formatted(name);
    var files = new LinkedHashMap<String, String>();
    files.put(path, text);
    for (String module : List.of("order_one", "order_two")) {
      files.put(
          "c/%s_%s.h".formatted(name, module),
          "#undef ORDER\n#define ORDER %d\n".formatted(module.endsWith("one") ? 1 : 2));
    }
    return new Program(Language.C, path, files);
  }
}
