package dev.pawl.tool.javasyntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.Sources;
import org.junit.jupiter.api.Test;

class JavaSyntaxTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new JavaSyntax();
  }

  @Override
  public String folder() {
    return "javasyntax";
  }

  @Override
  public String file() {
    return "Syntax.java.txt";
  }

  @Override
  public String path() {
    return "src/Syntax.java";
  }

  @Test
  void saysWhereAndWhatAsTheCompilerDoes() {
    assertThat(new JavaSyntax().parse(Sources.of("A.java", "class A {\n  int a = ;\n}\n")))
        .singleElement()
        .returns(2, Finding::line)
        .returns(11, Finding::column)
        .returns(Severity.ERROR, Finding::severity)
        .returns("illegal start of expression", Finding::message);
  }

  @Test
  void resolvesNothing() {
    assertThat(
            new JavaSyntax()
                .parse(Sources.of("A.java", "import not.there.X; class B extends X<Y> {}")))
        .isEmpty();
  }
}
