package dev.pawl.report;

import java.io.IOException;
import java.io.OutputStream;
import org.springframework.http.MediaType;

/** One format of the report. */
interface Renderer {

  /** Its name in {@code format=}. */
  String format();

  /** Its name in {@code Accept}. */
  MediaType mediaType();

  /** Writes the report. */
  void render(Report report, OutputStream out) throws IOException;
}
