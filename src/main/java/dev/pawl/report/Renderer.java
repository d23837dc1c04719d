package dev.pawl.report;

import java.io.IOException;
import java.io.OutputStream;

/** Writes reports in one format. */
public interface Renderer {

  ReportFormat format();

  /** Writes the report, holding as little of it in memory as possible. */
  void render(Report report, OutputStream out) throws IOException;
}
