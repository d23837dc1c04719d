package dev.pawl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
  private static final String METER_SUFFIX = "_(total|bytes|seconds|seconds_(count|sum|max))$";

  private static String readAll(Path folder, String extension) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(extension))
          .map(OpsTests::read)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  @Test
  void referToExistingMetricsOnly() throws IOException {
    String sources = readAll(Path.of("src/main/java/dev/pawl"), ".java");
    var referenced = new TreeSet<String>();
    var names = METER.matcher(readAll(Path.of("ops"), "ml") + readAll(Path.of("ops"), ".json"));
    while (names.find()) {
      referenced.add(names.group().replaceAll(METER_SUFFIX, "").replace('_', '.'));
    }

    assertThat(referenced)
        .hasSizeGreaterThan(10)
        .allSatisfy(meter -> assertThat(sources).contains('"' + meter + '"'));
  }

  @Test
  void filesAreValidYaml() throws IOException {
    var load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
    for (Path folder : List.of(Path.of("ops"), Path.of(".github"), Path.of("integrations"))) {
      try (var files = Files.walk(folder)) {
        assertThat(
                files
                    .filter(file -> file.toString().matches(".*\\.ya?ml"))
                    // These become YAML when HelmChartTests renders them.
                    .filter(file -> !file.toString().contains("/templates/"))
                    .toList())
            .isNotEmpty()
            .allSatisfy(file -> assertThat(load.loadAllFromString(read(file))).isNotEmpty());
      }
    }
  }

  @Test
  void composePassesSecretsInFilesOnly() {
    var compose =
        (Map<?, ?>)
            new Load(LoadSettings.builder().build())
                .loadFromString(read(Path.of("docker-compose.yml")));
    var services = (Map<?, ?>) compose.get("services");
    var pawl = (Map<?, ?>) services.get("pawl");
    var postgres = (Map<?, ?>) services.get("postgres");
    var environment = (Map<?, ?>) pawl.get("environment");
    var initialization = (Map<?, ?>) postgres.get("environment");

    assertThat(environment.keySet()).noneMatch(name -> name.toString().contains("PASSWORD"));
    assertThat(environment.get("SPRING_CONFIG_IMPORT")).isEqualTo("configtree:/run/secrets/");
    assertThat(String.valueOf(pawl.get("secrets"))).contains("spring.datasource.password");
    assertThat(String.valueOf(postgres.get("secrets"))).contains("spring.datasource.password");
    assertThat(String.valueOf(initialization.get("POSTGRES_INITDB_ARGS")))
        .isEqualTo("--pwfile=/run/secrets/spring.datasource.password");
    assertThat(String.valueOf(initialization.get("POSTGRES_PASSWORD"))).doesNotContain("$");
    assertThat(Set.copyOf(((Map<?, ?>) compose.get("secrets")).keySet()))
        .isEqualTo(Set.of("pawl.security.admin-token", "spring.datasource.password"));
  }

  @Test
  void everyAlertHasARunbookEntry() {
    String alerts = read(Path.of("ops/prometheus/alerts.yml"));
    var names = Pattern.compile("- alert: (\\w+)").matcher(alerts).results().toList();
    Path runbook = Path.of("docs/operations/alerts.md");
    List<String> entries = read(runbook).lines().filter(line -> line.startsWith("## ")).toList();

    assertThat(names).hasSizeGreaterThan(10);
    assertThat(entries)
        .containsExactlyInAnyOrderElementsOf(
            names.stream().map(name -> "## " + name.group(1)).toList());
    names.forEach(name ->
        assertThat(alerts)
            .contains(
                "runbook_url: \"{{ $externalLabels.alerts_runbook }}#%s\""
                    .formatted(name.group(1).toLowerCase(Locale.ROOT))));
    Map<?, ?> prometheus =
        (Map<?, ?>)
            new Load(LoadSettings.builder().build())
                .loadFromString(read(Path.of("ops/prometheus/prometheus.yml")));
    assertThat(String.valueOf(valueAt(prometheus, "global", "external_labels", "alerts_runbook")))
        .startsWith("https://")
        .endsWith("operations/alerts.md");
  }

  private static Map<?, ?> manifest(String name) {
    String text = read(Path.of("ops/kubernetes").resolve(name));
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  private static Object valueAt(Object start, Object... path) {
    Object current = start;
    for (Object step : path) {
      current =
          current instanceof List<?> list
              ? list.get((Integer) step)
              : ((Map<?, ?>) current).get(step);
      assertThat(current).as("%s of %s", step, List.of(path)).isNotNull();
    }
    return current;
  }

  @Test
  void kustomizationListsEveryManifest() throws IOException {
    List<String> resources =
        ((List<?>) valueAt(manifest("kustomization.yaml"), "resources"))
            .stream().map(String::valueOf).toList();

    try (var files = Files.list(Path.of("ops/kubernetes"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(resources.stream(), Stream.of("kustomization.yaml")).toList());
    }
  }

  @Test
  void probesUseExistingEndpoints() {
    Object container = valueAt(manifest("nodes.yaml"), "spec", "template", "spec", "containers", 0);

    assertThat(valueAt(container, "startupProbe", "httpGet", "path"))
        .isEqualTo("/actuator/health/liveness");
    assertThat(valueAt(container, "livenessProbe", "httpGet", "path"))
        .isEqualTo("/actuator/health/liveness");
    assertThat(valueAt(container, "readinessProbe", "httpGet", "path"))
        .isEqualTo("/actuator/health/readiness");
    assertThat(read(Path.of("Dockerfile")))
        .contains("EXPOSE " + valueAt(container, "ports", 0, "containerPort"))
        .contains("VOLUME " + valueAt(container, "volumeMounts", 0, "mountPath"))
        .contains(
            "USER "
                + valueAt(
                    manifest("nodes.yaml"),
                    "spec",
                    "template",
                    "spec",
                    "securityContext",
                    "runAsUser"));
  }

  @Test
  void imageUsesTheJvmOptionsOfTheBuild() throws Exception {
    Path options = Path.of("ops/image/java.options");
    var buildOptions =
        Pattern.compile("<pawl.jvm>(.*?)</pawl.jvm>", Pattern.DOTALL)
            .matcher(read(Path.of("pom.xml")));

    assertThat(buildOptions.find()).isTrue();
    assertThat(read(options).lines()).contains(buildOptions.group(1).strip().split("\\s+"));
    assertThat(read(Path.of("ops/image/start"))).contains("java @/pawl/java.options");
    assertThat(read(Path.of("ops/image/train"))).contains("java @/pawl/java.options");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(java.toString(), "@" + options, "-version")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).doesNotContain("warn");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void scalesOnTheAgeOfTheQueueAndLimitsDisruption() {
    assertThat(valueAt(manifest("autoscaler.yaml"), "spec", "metrics", 0, "external", "metric"))
        .isEqualTo(
            Map.of(
                "name",
                "pawl_queue_age_seconds",
                "selector",
                Map.of("matchLabels", Map.of("labels", "none"))));
    assertThat(valueAt(manifest("disruption.yaml"), "spec", "maxUnavailable")).isEqualTo(1);
    Object label = valueAt(manifest("kustomization.yaml"), "labels", 0, "pairs");
    assertThat(valueAt(manifest("disruption.yaml"), "spec", "selector", "matchLabels"))
        .isEqualTo(label);
    assertThat(valueAt(manifest("network.yaml"), "spec", "podSelector", "matchLabels"))
        .isEqualTo(label);
  }

  /** The patches name the volume and the environment by their positions. */
  @Test
  void overlayReplacesTheSharedVolume() {
    var overlay =
        (Map<?, ?>)
            new Load(LoadSettings.builder().build())
                .loadFromString(read(Path.of("ops/kubernetes-object-store/kustomization.yaml")));
    Object pod = valueAt(manifest("nodes.yaml"), "spec", "template", "spec");

    assertThat(valueAt(overlay, "resources")).isEqualTo(List.of("../kubernetes"));
    assertThat(String.valueOf(valueAt(overlay, "patches", 0, "patch")))
        .contains(
            "$patch: delete", "name: " + valueAt(manifest("volume.yaml"), "metadata", "name"));
    String patch = String.valueOf(valueAt(overlay, "patches", 1, "patch"));
    assertThat(patch)
        .contains("/spec/template/spec/volumes/0/persistentVolumeClaim", "ReadWriteOnce")
        .contains("PAWL_OBJECTSTORE_BUCKET");
    assertThat(valueAt(pod, "volumes", 0, "name")).isEqualTo("data");
    assertThat(valueAt(pod, "volumes", 0, "persistentVolumeClaim")).isNotNull();
  }

  @Test
  void gracePeriodCoversTheShutdown() {
    Object pod = valueAt(manifest("nodes.yaml"), "spec", "template", "spec");
    int pause = (Integer) valueAt(pod, "containers", 0, "lifecycle", "preStop", "sleep", "seconds");
    // Requests (timeout-per-shutdown-phase), then the time in which steps may finish and are
    // stopped.
    int needed = pause + 20 + 5 + 10;

    assertThat((Integer) valueAt(pod, "terminationGracePeriodSeconds")).isGreaterThan(needed);
  }
}
