package dev.pawl.report;

import dev.pawl.command.Finding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Writes the findings in the XML format of Checkstyle, which most CI servers can read. */
@Component
class CheckstyleRenderer implements Renderer {

  @Override
  public Format format() {
    return Format.CHECKSTYLE;
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    var xml = new XmlWriter(out).start("checkstyle", "version", "4.3");
    String file = "";
    for (Finding finding : report.findings()) {
      if (!finding.file().equals(file)) {
        if (!file.isEmpty()) {
          xml.end();
        }
        file = finding.file();
        xml.start("file", "name", file);
      }
      error(xml, report.place(finding), finding);
    }
    if (!file.isEmpty()) {
      xml.end();
    }
    xml.end().finish();
  }

  private static void error(XmlWriter xml, Place place, Finding finding) throws IOException {
    String line = Integer.toString(place.someLine());
    String severity = finding.severity().name().toLowerCase(Locale.ROOT);
    String source = finding.tool() + "." + finding.rule();
    xml.start("error", "line", line);
    if (place.column() > 0) {
      xml.attribute("column", Integer.toString(place.column()));
    }
    xml.attribute("severity", severity)
        .attribute("message", finding.message())
        .attribute("source", source)
        .end();
  }
}
