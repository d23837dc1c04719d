package dev.pawl.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.TestSmallScope;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageNamesRuleTests {

  @ParameterizedTest
  @CsvSource({
    "A.java, import java.lang.Integer;, true",
    "A.java, import java . lang . *;, true",
    "A.java, import java.lang.reflect.Method;, false",
    "A.java, import java.util.List;, false",
    "A.java, java.lang.Integer value;, false",
    "a.txt, import java.lang.Integer;, false",
  })
  void requiresThePackageOfImportsFromJavaLang(String path, String content, boolean required)
      throws IOException {
    var scope = new TestSmallScope(Map.of("B.java", "class B {}", path, content), false, false);

    assertThat(new PackageNamesRule().reason(scope).isPresent()).isEqualTo(required);
  }
}
