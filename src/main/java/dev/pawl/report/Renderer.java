package dev.pawl.report;

import java.io.IOException;
import java.io.OutputStream;

/** One format of the report. */
interface Renderer {

  Format format();

  /** Writes the report, and holds no more of it at once than it must. */
  void render(Report report, OutputStream out) throws IOException;
}
