package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the built-in formatters of data files, which a target chooses and which must not change the data. */
class DataFormatterTests {

  @TempDir Path target;

  private String format(String path, String text) throws Exception {
    TestFiles.write(
        target,
        ".quality-config.json",
        """
        {"formatters": {"json": ["json"], "xml": ["xml"], "yaml": ["yaml"], "toml": ["toml"]}}
        """);
    TestFiles.write(target, path, text);
    var open = TestWorkspace.of(target);
    var format = TestCommands.format(open);
    format.execute(CommandContexts.withArguments(open.key(), path, new ArrayList<>()));
    String once = TestFiles.read(open.folder(), path);
    assertThat(
            format
                .execute(CommandContexts.withArguments(open.key(), path, new ArrayList<>()))
                .changed())
        .as("a second time")
        .isEmpty();
    return once;
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("_", " ");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a.json | {\"a\":[1, 2.0e5],\"b\":{},\"c\":\"x:,{\"} | {\\n__\"a\":"
            + " [\\n____1,\\n____2.0e5\\n__],\\n__\"b\": {},\\n__\"c\": \"x:,{\"\\n}\\n",
        "a.json | [ ] | []\\n",
        "a.xml | <a><b x='1'  /><c>one <i>two</i></c></a>"
            + " | <a>\\n__<b x='1'  />\\n__<c>one <i>two</i></c>\\n</a>\\n",
        "a.xml | <?xml version=\"1.0\"?><!-- why --><a>\\n\\n\\n<b/>\\n</a>"
            + " | <?xml version=\"1.0\"?>\\n<!-- why -->\\n<a>\\n\\n__<b/>\\n</a>\\n",
        "a.xml | <a><b> </b><c></c></a> | <a>\\n__<b> </b>\\n__<c></c>\\n</a>\\n",
        "a.xml | <a xml:space=\"preserve\"><b/></a> | <a xml:space=\"preserve\"><b/></a>\\n",
        "a.xml | <a><![CDATA[ <x> ]]></a> | <a><![CDATA[ <x> ]]></a>\\n",
        "a.yaml | a: 1__\\n\\n\\n\\nb: 2 | a: 1\\n\\nb: 2\\n",
        "a.yaml | a: >\\n__b__\\n\\n\\n__c\\nd: 1__\\n | a: >\\n__b__\\n\\n\\n__c\\nd: 1\\n",
        "a.toml | a = 1__\\n\\n\\n[b]\\n | a = 1\\n\\n[b]\\n"
      })
  void formatsData(String path, String before, String after) throws Exception {
    assertThat(format(path, unescaped(before))).isEqualTo(unescaped(after));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a.json | {\"a\": 1",
        "tsconfig.json | {/* why */\"a\":1}",
        "a.xml | <a><b></a>",
        "a.yaml | a: >\\n__b__\\n\\n\\n\\n__c\\n",
        "a.yaml | a: >+\\n__b\\n\\n\\n",
        "a.yaml | a: {{ b }}__\\n",
        "a.toml | a = '''b__\\n\\n\\nc'''\\n",
        "log.json | {\"a\":1}\\n{\"a\":2}\\n{\"a\":3}\\n",
        "a.json | [1] [2]",
        "a.toml | a = ["
      })
  void skipsUnsafeFiles(String path, String text) throws Exception {
    assertThat(format(path, unescaped(text))).isEqualTo(unescaped(text));
  }

  @Test
  void keepsLineEndingsAndFollowsEditorconfig() throws Exception {
    TestFiles.write(target, ".editorconfig", "root = true\n[*]\nindent_size = 4\n");

    assertThat(format("a.json", "{\"a\":1}\r\n")).isEqualTo("{\r\n    \"a\": 1\r\n}\r\n");
    assertThat(format("a.xml", "<a><b/></a>\r\n")).isEqualTo("<a>\r\n    <b/>\r\n</a>\r\n");
  }

  @Test
  void skipsLanguagesWithoutConfiguredFormatter() throws Exception {
    TestFiles.write(target, "a.json", "{\"a\":1}");
    var open = TestWorkspace.of(target);

    TestCommands.format(open).execute(CommandContexts.inWorkspace(open.key(), new ArrayList<>()));

    assertThat(TestFiles.read(open.folder(), "a.json")).isEqualTo("{\"a\":1}");
    assertThat(ToolBeans.all(Fixer.class)).extracting(Fixer::name).contains("json", "xml", "yaml");
  }
}
