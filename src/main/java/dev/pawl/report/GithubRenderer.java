package dev.pawl.report;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** Writes the findings as workflow commands of GitHub Actions, which become annotations when a job logs them. */
@Component
class GithubRenderer implements Renderer {

  @Override
  public Format format() {
    return Format.GITHUB;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    Summary summary = Summary.of(report);
    command(writer, level(summary.mood()), ",title=Pawl", summary.headline());
    for (Finding finding : report.findings()) {
      command(writer, level(finding.severity()), properties(report, finding), finding.message());
    }
    writer.flush();
  }

  private static String properties(Report report, Finding finding) {
    Place place = report.place(finding);
    var properties = new StringBuilder(",file=").append(property(finding.file()));
    if (place.line() > 0) {
      properties.append(",line=").append(place.line()).append(",endLine=").append(place.endLine());
    }
    // GitHub uses columns only for annotations of a single line.
    if (place.column() > 0 && place.endLine() == place.line()) {
      properties.append(",col=").append(place.column());
      if (place.endColumn() > 0) {
        properties.append(",endColumn=").append(place.endColumn());
      }
    }
    return properties.append(",title=").append(property(Report.rule(finding))).toString();
  }

  private static void command(Writer writer, String level, String properties, String message)
      throws IOException {
    writer.write("::" + level + " " + properties.substring(1) + "::" + data(message) + "\n");
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "notice";
    };
  }

  private static String level(Summary.Mood mood) {
    return switch (mood) {
      case GOOD, BUSY -> "notice";
      case DOUBTFUL -> "warning";
      case BAD -> "error";
    };
  }

  private static String data(String text) {
    return Characters.known(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
