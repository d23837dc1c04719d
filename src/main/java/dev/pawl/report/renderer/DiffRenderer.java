package dev.pawl.report.renderer;

import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import dev.pawl.report.TextSanitizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Writes the changes as a patch for {@code git apply}. */
@Component
class DiffRenderer implements Renderer {

  @Override
  public ReportFormat format() {
    return ReportFormat.DIFF;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    // Programs that apply patches skip the lines before the first file.
    for (Map.Entry<String, String> fact : report.facts().entrySet()) {
      String line = TextSanitizer.toSingleLine(TextSanitizer.replaceInvalid(fact.getValue()));
      out.write("# %s: %s\n".formatted(fact.getKey(), line).getBytes(StandardCharsets.UTF_8));
    }
    report.source().writePatch(out);
  }
}
