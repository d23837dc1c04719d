package dev.pawl.java;

import dev.pawl.command.Finding;
import dev.pawl.tool.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Removes findings of PMD that the text of the file refutes. */
final class RefutedFindings {

  private static final String UNNECESSARY_IMPORT = "UnnecessaryImport";
  private static final String UNUSED_FIELD = "UnusedPrivateField";
  private static final String UNUSED_METHOD = "UnusedPrivateMethod";

  /** The name of a member in a finding about it. */
  static final Pattern MEMBER = Pattern.compile("'(\\w+)");

  private RefutedFindings() {}

  /**
   * Returns the findings about a file without those that Pawl knows better: about generated regions, about imports that the file needs by the rule of
   * the removal of imports, and about fields of files that look up members by reflection.
   */
  static List<Finding> removeFrom(List<Finding> all, SourceFile source) {
    var findings = new ArrayList<Finding>(all);
    GeneratedRegions generated = GeneratedRegions.of(source.text());
    findings.removeIf(finding -> generated.containLine(finding.line()));
    if (findings.stream().anyMatch(finding -> finding.rule().equals(UNNECESSARY_IMPORT))) {
      Set<Integer> removableLines =
          JavaImports.of(source).stream()
              .flatMap(imports -> imports.removable().stream())
              .map(unused -> lineOf(source.text(), unused.start()))
              .collect(Collectors.toSet());
      findings.removeIf(finding ->
          finding.rule().equals(UNNECESSARY_IMPORT) && !removableLines.contains(finding.line()));
    }
    boolean reflective = ReflectiveLookups.find(source.text()).isPresent();
    findings.removeIf(finding ->
        switch (finding.rule()) {
          case UNUSED_FIELD -> reflective || keepsResultOfCall(finding, source.text());
          case UNUSED_METHOD -> reflective || isMentionedElsewhere(finding, source.text());
          default -> false;
        });
    return findings;
  }

  /**
   * Returns whether the name of a method occurs more than once in its file. PMD does not know the types of other files,
   * and may therefore not recognize the call of an overloaded method.
   */
  private static boolean isMentionedElsewhere(Finding finding, String text) {
    Matcher name = MEMBER.matcher(finding.message());
    return name.find()
        && Pattern.compile("\\b" + name.group(1) + "\\b").matcher(text).results().limit(2).count()
            > 1;
  }

  /**
   * Returns whether a field is assigned the result of a call. Such a field may only keep an object from being collected,
   * such as a gauge that is registered weakly.
   */
  private static boolean keepsResultOfCall(Finding finding, String text) {
    Matcher name = MEMBER.matcher(finding.message());
    return name.find()
        && Pattern.compile(
                "(?m)(^[ \\t]*|[;{}][ \\t]*|\\bthis\\.)"
                    + name.group(1)
                    + "\\s*=(?!=)\\s*+(?!new\\b)[^;]*\\(")
            .matcher(text)
            .find();
  }

  private static int lineOf(String text, int offset) {
    return (int) text.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
  }
}
