package dev.pawl.tool.javaformat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Unfixable;
import dev.pawl.tool.FixerContract;
import dev.pawl.tool.Sources;
import org.junit.jupiter.api.Test;

class JavaLayoutTests implements FixerContract {

  @Override
  public Fixer fixer() {
    return new JavaLayout();
  }

  @Override
  public String folder() {
    return "javaformat";
  }

  @Override
  public String file() {
    return "Layout.java.txt";
  }

  @Override
  public String path() {
    return "src/Layout.java";
  }

  @Test
  void keepsTheTextOfJavadocAndTheOrderOfModifiers() throws Unfixable {
    String text = "/** One\n *  two\n *   three */\nfinal public class A {}\n";

    assertThat(fixer().fix(Sources.of("A.java", text)))
        .contains("*  two")
        .contains("final public class A");
  }

  @Test
  void refusesWhatDoesNotParse() {
    assertThatExceptionOfType(Unfixable.class)
        .isThrownBy(() -> fixer().fix(Sources.of("A.java", "class {")));
  }
}
