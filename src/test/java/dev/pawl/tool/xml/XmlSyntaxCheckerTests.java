package dev.pawl.tool.xml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;

class XmlSyntaxCheckerTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new XmlSyntaxChecker();
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
  void doesNotExpandEntities() {
    String entityExpansion =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>";

    assertThat(new XmlSyntaxChecker().parse(SourceFiles.of("a.xml", entityExpansion))).isEmpty();
  }

  @Test
  void doesNotReadExternalFiles() {
    String externalEntity = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>";

    assertThat(new XmlSyntaxChecker().parse(SourceFiles.of("a.xml", externalEntity))).isEmpty();
  }
}
