package dev.pawl.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One thing a tool reports.
 *
 * @param file relative to the target, with forward slashes
 * @param line the first line, from 1, as the tool has seen the file; 0 when it is about the whole file
 * @param submittedLine the same in the file as it was submitted; 0 when it had no such line, or until it is known
 * @param column the first column, from 1; 0 when not known
 * @param endLine the last line
 * @param endColumn the column after the last character
 * @param tool what reported it
 * @param rule the tool's name for this kind of finding
 * @param fingerprint the same for the same finding on moved lines; empty until {@link #fingerprinted}
 */
public record Finding(
    String file,
    int line,
    int submittedLine,
    int column,
    int endLine,
    int endColumn,
    Severity severity,
    String tool,
    String rule,
    String message,
    String fingerprint) {

  /** A finding at one place, without a fingerprint yet. */
  public static Finding at(
      String file,
      int line,
      int column,
      Severity severity,
      String tool,
      String rule,
      String message) {
    return new Finding(file, line, 0, column, line, column, severity, tool, rule, message, "");
  }

  /** The same, in a file by another name. */
  public Finding in(String other) {
    return with(other, submittedLine, endLine, endColumn, fingerprint);
  }

  /** The same, up to this end. */
  public Finding until(int lastLine, int columnAfter) {
    return with(file, submittedLine, lastLine, columnAfter, fingerprint);
  }

  /** The same, with the line that it had when the file was submitted. */
  public Finding submittedAt(int lineBefore) {
    return with(file, lineBefore, endLine, endColumn, fingerprint);
  }

  private Finding with(
      String name, int lineBefore, int lastLine, int columnAfter, String fingerprinted) {
    return new Finding(
        name,
        line,
        lineBefore,
        column,
        lastLine,
        columnAfter,
        severity,
        tool,
        rule,
        message,
        fingerprinted);
  }

  /**
   * The findings with fingerprints made of rule, file, and the text of the line without blanks, counted where they
   * repeat, so that a finding keeps its fingerprint when lines above it come or go.
   *
   * @param lineOf the text of a line of a file, empty when there is none
   */
  public static List<Finding> fingerprinted(
      List<Finding> findings, BiFunction<String, Integer, String> lineOf) {
    var seen = new HashMap<String, Integer>();
    var result = new ArrayList<Finding>(findings.size());
    for (Finding finding : findings) {
      String text = lineOf.apply(finding.file, finding.line).replaceAll("\\s+", "");
      String base = String.join("\0", finding.tool, finding.rule, finding.file, text);
      int occurrence = seen.merge(base, 1, Integer::sum);
      result.add(
          finding.with(
              finding.file,
              finding.submittedLine,
              finding.endLine,
              finding.endColumn,
              sha1(base + "\0" + occurrence)));
    }
    return result;
  }

  private static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1", e);
    }
  }
}
