package dev.pawl.tool.xml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.Sources;
import org.junit.jupiter.api.Test;

class XmlSyntaxTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new XmlSyntax();
  }

  @Override
  public String folder() {
    return "xml";
  }

  @Override
  public String file() {
    return "data.xml";
  }

  @Override
  public String path() {
    return "data.xml";
  }

  @Test
  void expandsNoEntities() {
    String laughs = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>";

    assertThat(new XmlSyntax().parse(Sources.of("a.xml", laughs))).isEmpty();
  }

  @Test
  void readsNoFileThatTheTextPointsTo() {
    String reads = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>";

    assertThat(new XmlSyntax().parse(Sources.of("a.xml", reads))).isEmpty();
  }
}
