package dev.pawl.tool.xml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"ISO-2022-JP", "Shift_JIS", "EUC-JP", "windows-31j", "GB18030", "UTF-8"})
  void readsTheEncodingThatTheDocumentDeclares(String encoding) {
    Charset charset = Charset.forName(encoding);
    String text =
        "<?xml version='1.0' encoding='%s'?>\n<a>\u30bd\u8868\u3042</a>\n".formatted(encoding);

    assertThat(new XmlSyntaxChecker().parse(SourceFiles.decode("a.xml", text.getBytes(charset))))
        .isEmpty();
    assertThat(
            new XmlSyntaxChecker()
                .parse(SourceFiles.decode("a.xml", text.replace("</a>", "</b>").getBytes(charset))))
        .hasSize(1);
  }

  @Test
  void acceptsAnEncodingThatIsNotKnown() {
    String text = "<?xml version='1.0' encoding='x-unheard-of'?><a/>";

    assertThat(new XmlSyntaxChecker().parse(SourceFiles.of("a.xml", text))).isEmpty();
  }

  @Test
  void doesNotReadExternalFiles() {
    String externalEntity = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>";

    assertThat(new XmlSyntaxChecker().parse(SourceFiles.of("a.xml", externalEntity))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<x>&foo;</x>",
        "<x y='&foo;'/>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&foo;</x>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x y='&foo;'/>"
      })
  void reportsUndeclaredEntityAsError(String text) {
    assertThat(new XmlSyntaxChecker().parse(SourceFiles.of("a.xml", text)))
        .singleElement()
        .returns(Severity.ERROR, Finding::severity)
        .satisfies(finding -> assertThat(finding.message()).contains("foo", "not declared"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<x>&amp;&lt;&#65;</x>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x y='&a;'>&a;</x>",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x.dtd'><x y='&nbsp;'>&nbsp;</x>",
        "<!DOCTYPE x [<!ENTITY % more SYSTEM 'm.dtd'> %more;]><x y='&a;'>&a;</x>"
      })
  void acceptsEntitiesThatAreOrMayBeDeclared(String text) {
    assertThat(new XmlSyntaxChecker().parse(SourceFiles.of("a.xml", text))).isEmpty();
  }

  static List<String> acceptsTextsBeyondLimitsOfParsers() {
    var attributes = new StringBuilder("<x");
    for (int i = 0; i < 3000; i++) {
      attributes.append(" a").append(i).append("='1'");
    }
    return List.of(
        "<a>".repeat(150) + "</a>".repeat(150),
        "<a>".repeat(20_000) + "</a>".repeat(20_000),
        attributes + "/>",
        "<x>" + "&amp;".repeat(40_000) + "</x>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x>" + "&a;".repeat(40_000) + "</x>",
        "<" + "n".repeat(70_000) + "/>");
  }

  @ParameterizedTest
  @MethodSource
  void acceptsTextsBeyondLimitsOfParsers(String text) {
    assertThat(new XmlSyntaxChecker().examine(SourceFiles.of("a.xml", text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a><#if x><b></#if></a>",
        "<a>{% if x %}<b>{% else %}<c>{% endif %}</a>",
        "<${tag}>x</${tag}>"
      })
  void reportsTemplateAsNotChecked(String text) {
    assertThat(new XmlSyntaxChecker().examine(SourceFiles.of("a.xml", text)))
        .extracting(Finding::rule)
        .containsExactly(Finding.TEMPLATE);
  }
}
