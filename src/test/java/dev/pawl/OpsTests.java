package dev.pawl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Checks that the operations files fit the service: metrics, probes, and shutdown times. */
class OpsTests {

  private static final Pattern METER = Pattern.compile("\\bpawl_[a-z_]+");
  private static final String PARTS = "_(total|seconds_(count|sum|max))$";

  private static String texts(Path folder, String ending) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .map(OpsTests::text)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  @Test
  void askOnlyForWhatIsCounted() throws IOException {
    String sources = texts(Path.of("src/main/java/dev/pawl"), ".java");
    var asked = new TreeSet<String>();
    var names = METER.matcher(texts(Path.of("ops"), "ml") + texts(Path.of("ops"), ".json"));
    while (names.find()) {
      asked.add(names.group().replaceAll(PARTS, "").replace('_', '.'));
    }

    assertThat(asked)
        .hasSizeGreaterThan(10)
        .allSatisfy(meter -> assertThat(sources).contains('"' + meter + '"'));
  }

  private static Map<?, ?> manifest(String name) {
    String text = text(Path.of("ops/kubernetes").resolve(name));
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  private static Object at(Object start, Object... path) {
    Object here = start;
    for (Object step : path) {
      here = here instanceof List<?> list ? list.get((Integer) step) : ((Map<?, ?>) here).get(step);
      assertThat(here).as("%s of %s", step, List.of(path)).isNotNull();
    }
    return here;
  }

  @Test
  void namesEveryManifest() throws IOException {
    List<String> resources =
        ((List<?>) at(manifest("kustomization.yaml"), "resources"))
            .stream().map(String::valueOf).toList();

    try (var files = Files.list(Path.of("ops/kubernetes"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(resources.stream(), Stream.of("kustomization.yaml")).toList());
    }
  }

  @Test
  void asksNodesWhatTheyAnswer() {
    Object container = at(manifest("nodes.yaml"), "spec", "template", "spec", "containers", 0);

    assertThat(at(container, "startupProbe", "httpGet", "path"))
        .isEqualTo("/actuator/health/liveness");
    assertThat(at(container, "livenessProbe", "httpGet", "path"))
        .isEqualTo("/actuator/health/liveness");
    assertThat(at(container, "readinessProbe", "httpGet", "path"))
        .isEqualTo("/actuator/health/readiness");
    assertThat(text(Path.of("Dockerfile")))
        .contains("EXPOSE " + at(container, "ports", 0, "containerPort"))
        .contains("VOLUME " + at(container, "volumeMounts", 0, "mountPath"))
        .contains(
            "USER "
                + at(
                    manifest("nodes.yaml"),
                    "spec",
                    "template",
                    "spec",
                    "securityContext",
                    "runAsUser"));
  }

  @Test
  void startsTheImageAsTheServiceIsStartedHere() throws Exception {
    Path options = Path.of("ops/image/java.options");
    var here =
        Pattern.compile("<pawl.jvm>(.*?)</pawl.jvm>", Pattern.DOTALL)
            .matcher(text(Path.of("pom.xml")));

    assertThat(here.find()).isTrue();
    assertThat(text(options).lines()).contains(here.group(1).strip().split("\\s+"));
    assertThat(text(Path.of("ops/image/start"))).contains("java @/pawl/java.options");
    assertThat(text(Path.of("ops/image/train"))).contains("java @/pawl/java.options");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(java.toString(), "@" + options, "-version")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).doesNotContain("warn");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void addsNodesWhenWorkflowsWaitAndTakesOneAtATime() {
    assertThat(at(manifest("autoscaler.yaml"), "spec", "metrics", 0, "external", "metric", "name"))
        .isEqualTo("pawl_workflows_lag");
    assertThat(at(manifest("disruption.yaml"), "spec", "maxUnavailable")).isEqualTo(1);
    Object label = at(manifest("kustomization.yaml"), "labels", 0, "pairs");
    assertThat(at(manifest("disruption.yaml"), "spec", "selector", "matchLabels")).isEqualTo(label);
    assertThat(at(manifest("network.yaml"), "spec", "podSelector", "matchLabels")).isEqualTo(label);
  }

  @Test
  void letsANodeComeToItsEnd() {
    Object pod = at(manifest("nodes.yaml"), "spec", "template", "spec");
    int pause = (Integer) at(pod, "containers", 0, "lifecycle", "preStop", "sleep", "seconds");
    // Requests (timeout-per-shutdown-phase), then the time in which steps may finish and are
    // stopped.
    int needed = pause + 20 + 5 + 10;

    assertThat((Integer) at(pod, "terminationGracePeriodSeconds")).isGreaterThan(needed);
  }
}
