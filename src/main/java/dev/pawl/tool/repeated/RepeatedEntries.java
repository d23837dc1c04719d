package dev.pawl.tool.repeated;

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
class RepeatedEntries implements TextFixer {

  private static final Pattern LISTS =
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
    return LISTS.matcher(source.path()).matches();
  }

  @Override
  public String fix(SourceFile source) {
    List<String> lines = List.of(source.text().split("(?<=\n)"));
    boolean goesOn = lines.stream().anyMatch(line -> line.stripTrailing().endsWith("\\"));
    if (goesOn) {
      return source.text();
    }
    var seen = new HashSet<String>();
    var kept = new ArrayList<String>();
    for (String line : lines.reversed()) {
      String entry = line.strip();
      boolean says = !entry.isEmpty() && !entry.startsWith("#");
      if (!says || seen.add(entry)) {
        kept.add(line);
      }
    }
    return String.join("", kept.reversed());
  }
}
