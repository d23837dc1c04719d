package dev.pawl.tool;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Creates large files of each language, as people write them. */
public final class LargeInputs {

  private LargeInputs() {}

  /** Returns a text of about a size in the language of a path. */
  public static String of(String path, int size) {
    return switch (SourceFile.extension(path)) {
      case "java" ->
          "package large;\nimport java.util.List;\nimport java.util.Map;\nimport java.util.Set;\n"
              + "class %s {\n".formatted(className(path))
              + numbered(
                  size,
                  number ->
                      ("  private int f%1$d = %1$d;\n  /** Returns {@link List}. */\n"
                              + "  Map<String, Integer> m%1$d(int b) {  \n"
                              + "    int local = b + f%1$d; // why\n"
                              + "    if (b > 1) { return Map.of(\"a  \" + local, 1); }\n"
                              + "    return null;\n  }\n")
                          .formatted(number))
              + "}\n";
      case "py" ->
          "import os, sys\nfrom typing import List\n"
              + numbered(
                  size,
                  number ->
                      ("\ndef f%1$d(a,b = 'x  '):\n    '''Does   something.'''\n    # why\n"
                              + "    if a: return {'k': [a,b, %1$d]}\n    return sys.argv\n")
                          .formatted(number));
      case "js", "mjs", "ts" ->
          "import {a,b} from 'x';\n"
              + numbered(
                  size,
                  number ->
                      ("function f%1$d(x, y) {\n  // why\n  const t = `a  \n${x}`;\n"
                              + "  if (x) return {k: [t,y, /a \"b/]};  \n  return a+'b'\n}\n")
                          .formatted(number));
      case "go" ->
          "package large\n\nimport \"fmt\"\n"
              + numbered(
                  size,
                  number ->
                      ("\n// F%1$d does it.\nfunc F%1$d(a int,b string) string {\n"
                              + "if a>%1$d { return `a  ` }\n\treturn fmt.Sprint(a, b)\n}\n")
                          .formatted(number));
      case "sh" ->
          "#!/bin/bash\n"
              + numbered(
                  size,
                  number ->
                      ("f%1$d() {\nlocal a=\"$1  \"  # why\n  if [ \"$a\" ];then echo `date`;fi\n"
                              + "cat <<EOF\n text  \nEOF\n}\n")
                          .formatted(number));
      case "c", "h" ->
          "#include <stdio.h>\n"
              + numbered(
                  size,
                  number ->
                      ("/* why */\nint f%1$d(int a)\n{\n\tif (a > %1$d) return 'x';  \n"
                              + "  return printf(\"a  %%d\", a);\n}\n")
                          .formatted(number));
      case "json" ->
          "[" + numbered(size, number -> "{\"k%d\": [1, {}, \"b  \"]},\n".formatted(number)) + "1]";
      case "xml" ->
          "<a>"
              + numbered(size, number -> "<b c='d%d'><e>text</e></b>\n".formatted(number))
              + "</a>";
      case "yaml", "yml" ->
          numbered(
              size, number -> "k%1$d:\n  - e: |\n      f  \n    g: [1,  2]\n".formatted(number));
      case "toml" ->
          numbered(size, number -> "[t%1$d]\na=%1$d\nb = [ 'e',  'f' ]\n".formatted(number));
      case "css" ->
          numbered(size, number -> "a.c%d , b{ color:RED; margin : 0 }  \n".formatted(number));
      case "html" ->
          "<!doctype html><html><body>\n"
              + numbered(size, number -> "<p class='c%d'>a <b>c</b></p>\n".formatted(number))
              + "</body></html>\n";
      case "md" ->
          numbered(
              size,
              number ->
                  "# Title %d\n\n* one *two*\n* three\n\n```sh\nx  \n```\n".formatted(number));
      case "rs" ->
          numbered(
              size, number -> "fn f%1$d(a: u32) -> u32 {\n    a + %1$d\n}\n".formatted(number));
      case "txt" -> numbered(size, number -> "word %d  \n\n".formatted(number));
      default -> throw new IllegalArgumentException(path);
    };
  }

  private static String className(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    return file.substring(0, file.indexOf('.'));
  }

  /** Returns as many parts as a size takes. */
  private static String numbered(int size, IntFunction<String> part) {
    int length = part.apply(100).length();
    return IntStream.range(0, Math.max(1, size / length))
        .mapToObj(part)
        .collect(Collectors.joining());
  }
}
