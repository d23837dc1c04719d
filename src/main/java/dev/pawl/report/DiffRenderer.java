package dev.pawl.report;

import java.io.IOException;
import java.io.OutputStream;
import org.springframework.stereotype.Component;

/** Writes the changes as a patch for {@code git apply}. */
@Component
class DiffRenderer implements Renderer {

  @Override
  public Format format() {
    return Format.DIFF;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    report.evidence().patch(out);
  }
}
