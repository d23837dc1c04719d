package dev.pawl;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.nio.file.Path;

/**
 * Checks a chart with {@code helm lint --strict} and prints its manifests. The native library contains the runtime of Go,
 * which must not handle the signals of a JVM that tests something else; this is therefore a program of its own.
 */
final class HelmProgram {

  private static final String KUBERNETES_VERSION = "1.33.0";

  private HelmProgram() {}

  /** Takes the folder of the chart, the name of the release, and a file with values. */
  public static void main(String[] arguments) {
    var helm = new Helm(Path.of(arguments[0]));
    LintResult lint = helm.lint().strict().call();
    if (lint.isFailed()) {
      throw new IllegalArgumentException(lint.getMessages().toString());
    }
    System.out.println(
        helm.template()
            .withName(arguments[1])
            .withNamespace("quality")
            .withKubeVersion(KUBERNETES_VERSION)
            .withValuesFile(Path.of(arguments[2]))
            .call());
  }
}
