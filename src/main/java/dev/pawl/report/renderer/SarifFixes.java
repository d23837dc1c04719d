package dev.pawl.report.renderer;

import dev.pawl.command.Finding;
import dev.pawl.report.Report;
import dev.pawl.report.TextSanitizer;
import dev.pawl.snapshot.LineDiff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import tools.jackson.core.JsonGenerator;

/** Writes the change of a workflow that removes a finding as a SARIF fix of the submitted file. */
final class SarifFixes {

  private final Report report;

  private String file = "";
  private Optional<RawText> result = Optional.empty();
  private List<Edit> edits = List.of();

  SarifFixes(Report report) {
    this.report = report;
  }

  /** Writes the property {@code fixes} if the workflow changes the lines of a finding. */
  void write(JsonGenerator json, Finding finding, Runnable writeLocation) {
    compare(finding.file());
    int line = finding.line() - 1;
    Optional<Edit> edit =
        edits.stream()
            .filter(candidate -> candidate.getBeginA() <= line && line < candidate.getEndA())
            .findFirst();
    if (result.isEmpty() || edit.isEmpty()) {
      return;
    }
    String inserted = result.get().getString(edit.get().getBeginB(), edit.get().getEndB(), false);
    json.writeArrayPropertyStart("fixes");
    json.writeStartObject();
    json.writeObjectPropertyStart("description");
    json.writeStringProperty("text", "The change that Pawl makes to these lines.");
    json.writeEndObject();
    json.writeArrayPropertyStart("artifactChanges");
    json.writeStartObject();
    writeLocation.run();
    json.writeArrayPropertyStart("replacements");
    json.writeStartObject();
    json.writeObjectPropertyStart("deletedRegion");
    json.writeNumberProperty("startLine", edit.get().getBeginA() + 1);
    json.writeNumberProperty("startColumn", 1);
    json.writeNumberProperty("endLine", edit.get().getEndA() + 1);
    json.writeNumberProperty("endColumn", 1);
    json.writeEndObject();
    json.writeObjectPropertyStart("insertedContent");
    json.writeStringProperty("text", TextSanitizer.replaceInvalid(inserted));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  /** Compares the submitted file with the result; the comparison of one file only is kept. */
  private void compare(String path) {
    if (path.equals(file)) {
      return;
    }
    file = path;
    edits = List.of();
    try {
      Optional<RawText> submitted = read(path, true);
      result = read(path, false);
      if (submitted.isPresent() && result.isPresent()) {
        edits = LineDiff.algorithm().diff(RawTextComparator.DEFAULT, submitted.get(), result.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<RawText> read(String path, boolean asSubmitted) throws IOException {
    return report
        .source()
        .readFile(path, asSubmitted)
        .filter(content -> !RawText.isBinary(content))
        .map(RawText::new);
  }
}
