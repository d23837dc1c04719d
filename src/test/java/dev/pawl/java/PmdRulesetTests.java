package dev.pawl.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PmdRulesetTests {

  private static final String XPATH_CLASS = "net.sourceforge.pmd.lang.rule.xpath.XPathRule";

  static String xpathRule(String name, String xpath) {
    return """
    <rule name="%s" language="java" message="Is %s" class="%s">
      <description>Finds %s.</description>
      <priority>3</priority>
      <properties><property name="xpath"><value><![CDATA[%s]]></value></property></properties>
    </rule>
    """
        .formatted(name, name, XPATH_CLASS, name, xpath);
  }

  static String ruleset(String rules) {
    return """
    <?xml version="1.0"?>
    <ruleset name="Own" xmlns="http://pmd.sourceforge.net/ruleset/2.0.0">
      <description>Own rules</description>
      %s
    </ruleset>
    """
        .formatted(rules);
  }

  @Test
  void readsReferencesAndXPathRules() {
    PmdRuleset ruleset =
        PmdRuleset.parse(
            ruleset(
                xpathRule("NoTodo", "//ClassDeclaration")
                    + "<rule ref=\"category/java/design.xml/GodClass\"/>"
                    + "<rule ref=\"category/java/documentation.xml\"><exclude"
                    + " name=\"CommentRequired\"/></rule>"));

    assertThat(ruleset.names())
        .contains("NoTodo", "GodClass", "CommentSize", "UncommentedEmptyConstructor")
        .doesNotContain("CommentRequired");
    assertThat(ruleset.rules()).containsEntry("NoTodo", "Finds NoTodo.");
  }

  @Test
  void readsTheQuickstartRules() {
    assertThat(PmdRuleset.parse(ruleset("<rule ref=\"rulesets/java/quickstart.xml\"/>")).names())
        .hasSizeGreaterThan(50)
        .contains("UnusedPrivateField");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<rule name=\"A\" language=\"java\" class=\"com.example.Evil\"/>"
            + " | has the rule A of the class com.example.Evil; only XPath rules",
        "<rule name=\"A\" language=\"java\""
            + " class=\"net.sourceforge.pmd.lang.java.rule.design.GodClassRule\"/> | only XPath"
            + " rules",
        "<rule name=\"A\" class=\"net.sourceforge.pmd.lang.rule.xpath.XPathRule\"/>"
            + " | whose language is not java",
        "<rule name=\"A\" language=\"java\""
            + " class=\"net.sourceforge.pmd.lang.rule.xpath.XPathRule\"/> | without the property"
            + " xpath",
        "<rule language=\"java\"/> | neither ref nor name",
        "<rule ref=\"/etc/rules.xml\"/> | refers to /etc/rules.xml; accepted are rules of PMD",
        "<rule ref=\"../other.xml\"/> | refers to ../other.xml",
        "<rule ref=\"https://evil.example/rules.xml\"/> | refers to https://evil.example/rules.xml",
        "<rule ref=\"category/java/../../secret.xml\"/> | refers to category/java/../../secret.xml",
        "<rule ref=\"category/java/design.xml/GodClass\" class=\"Evil\"/> | refers to",
        "<rule ref=\"category/java/none.xml\"/> | which PMD does not have",
        "<rule ref=\"category/java/design.xml/Nothing\"/> | which PMD does not have",
        "<rule name=\"A B\" ref=\"category/java/design.xml/GodClass\"/> | is not a word",
        "<script/> | has the unknown element script",
        "<?php x?> | must not have processing instructions",
        "<rule | is not valid XML",
        "` ` | has no rules",
      })
  void statesWhyARulesetIsNotAccepted(String rules, String reason) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> PmdRuleset.parse(ruleset(rules)))
        .withMessageContaining(reason);
  }

  @Test
  void readsNoExternalEntities(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "SECRET");
    String text =
        "<?xml version=\"1.0\"?><!DOCTYPE ruleset [<!ENTITY x SYSTEM \"%s\">]>"
                .formatted(secret.toUri())
            + "<ruleset name=\"a\"><description>&x;</description></ruleset>";

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> PmdRuleset.parse(text))
        .withMessageContaining("must not have a document type")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("SECRET"));
  }

  @Test
  void expandsNoEntities() {
    var entities = new StringBuilder("<!ENTITY a0 \"xxxxxxxxxx\">");
    for (int i = 1; i < 12; i++) {
      entities.append("<!ENTITY a%d \"%s\">".formatted(i, ("&a" + (i - 1) + ";").repeat(10)));
    }
    String text = "<!DOCTYPE ruleset [%s]><ruleset name=\"&a11;\"/>".formatted(entities);

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> PmdRuleset.parse(text))
        .withMessageContaining("must not have a document type");
  }
}
