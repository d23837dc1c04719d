package dev.pawl.refactoring;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Removes duplicate lines from list files. In these lists the last matching line takes effect, so the last of several
 * equal lines is kept.
 */
@Component
class DuplicateLineFixer implements TextFixer {

  private static final Pattern LIST_FILES =
      Pattern.compile(
          "(.*/)?(\\.(docker|npm|eslint|prettier|style)ignore|requirements[\\w.-]*\\.txt)");

  @Override
  public String name() {
    return "repeated-entries";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Purpose purpose() {
    return Purpose.DUPLICATES;
  }

  @Override
  public boolean handles(SourceFile source) {
    return LIST_FILES.matcher(source.path()).matches();
  }

  @Override
  public String fix(SourceFile source) {
    List<String> lines = List.of(source.text().split("(?<=\n)"));
    boolean hasContinuation = lines.stream().anyMatch(line -> line.stripTrailing().endsWith("\\"));
    if (hasContinuation) {
      return source.text();
    }
    var seen = new HashSet<String>();
    var retained = new ArrayList<String>();
    for (String line : lines.reversed()) {
      String entry = line.strip();
      boolean isEntry = !entry.isEmpty() && !entry.startsWith("#");
      if (!isEntry || seen.add(entry)) {
        retained.add(line);
      }
    }
    return String.join("", retained.reversed());
  }
}
