package dev.pawl.tool.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;

class JavaSyntaxCheckerTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new JavaSyntaxChecker();
  }

  @Override
  public String folder() {
    return "java/syntax";
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
  void reportsPositionAndMessageOfCompiler() {
    assertThat(
            new JavaSyntaxChecker().parse(SourceFiles.of("A.java", "class A {\n  int a = ;\n}\n")))
        .singleElement()
        .returns(2, Finding::line)
        .returns(11, Finding::column)
        .returns(Severity.ERROR, Finding::severity)
        .returns("illegal start of expression", Finding::message);
  }

  @Test
  void resolvesNothing() {
    assertThat(
            new JavaSyntaxChecker()
                .parse(SourceFiles.of("A.java", "import not.there.X; class B extends X<Y> {}")))
        .isEmpty();
  }
}
