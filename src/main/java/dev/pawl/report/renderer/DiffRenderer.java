package dev.pawl.report.renderer;

import dev.pawl.report.Renderer;
import dev.pawl.report.Report;
import dev.pawl.report.ReportFormat;
import java.io.IOException;
import java.io.OutputStream;
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
    report.source().writePatch(out);
  }
}
