package dev.pawl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Renders the chart in {@code ops/helm} with Helm itself, and compares it with the manifests in {@code ops/kubernetes}. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class HelmChartTests {

  private static final Path CHART = Path.of("ops/helm/pawl");
  private static final Path MANIFESTS = Path.of("ops/kubernetes");

  /** What only one of the two installations states: labels of releases, and images, which kustomize replaces. */
  private static final Set<String> DIFFERENT =
      Set.of("app.kubernetes.io/instance", "image", "imagePullPolicy");

  @TempDir static Path folder;
  private static Map<String, Map<?, ?>> defaults = Map.of();

  @BeforeAll
  static void renderDefaults() throws Exception {
    defaults = render("pawl", "{}");
  }

  /** Returns the manifests by their kinds. */
  private static Map<String, Map<?, ?>> render(String release, String values) throws Exception {
    Path file = Files.writeString(Files.createTempFile(folder, "values", ".yaml"), values);
    Process helm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HelmProgram.class.getName(),
                CHART.toString(),
                release,
                file.toString())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    String output = new String(helm.getInputStream().readAllBytes(), UTF_8);
    if (helm.waitFor() != 0) {
      throw new IllegalArgumentException(Files.readString(folder.resolve("errors.txt")));
    }
    var manifests = new TreeMap<String, Map<?, ?>>();
    for (Object manifest : new Load(LoadSettings.builder().build()).loadAllFromString(output)) {
      if (manifest instanceof Map<?, ?> map) {
        assertThat(manifests.put(String.valueOf(map.get("kind")), map)).isNull();
      }
    }
    return manifests;
  }

  private static Map<?, ?> read(Path file) {
    try {
      return (Map<?, ?>)
          new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private static Object at(Object start, Object... path) {
    Object current = start;
    for (Object step : path) {
      current =
          current instanceof List<?> list
              ? list.get((Integer) step)
              : ((Map<?, ?>) current).get(step);
      assertThat(current).as("%s of %s", step, List.of(path)).isNotNull();
    }
    return Objects.requireNonNull(current);
  }

  /** Returns the specification without what is different, and without what kustomize adds. */
  private static @Nullable Object comparable(Map<?, ?> manifest) {
    var spec = new LinkedHashMap<Object, Object>((Map<?, ?>) at(manifest, "spec"));
    if (Set.of("Deployment", "Service").contains(String.valueOf(manifest.get("kind")))) {
      spec.remove("selector");
    }
    spec.remove("type", "ClusterIP");
    if (spec.get("template") instanceof Map<?, ?> template) {
      var metadata = new LinkedHashMap<Object, Object>((Map<?, ?>) at(template, "metadata"));
      metadata.remove("labels");
      spec.put("template", Map.of("metadata", metadata, "spec", at(template, "spec")));
    }
    return withoutDifferent(spec);
  }

  private static @Nullable Object withoutDifferent(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(HelmChartTests::withoutDifferent).toList();
    }
    if (value instanceof Map<?, ?> map) {
      var result = new LinkedHashMap<Object, @Nullable Object>();
      map.forEach((key, entry) -> {
        if (!DIFFERENT.contains(String.valueOf(key))) {
          result.put(key, withoutDifferent(entry));
        }
      });
      return result;
    }
    return value;
  }

  @Test
  void isTheSameInstallationAsTheManifests() throws IOException {
    var manifests = new TreeMap<String, @Nullable Object>();
    try (Stream<Path> files = Files.list(MANIFESTS)) {
      files
          .map(HelmChartTests::read)
          .filter(manifest -> manifest.containsKey("spec"))
          .forEach(manifest ->
              manifests.put(String.valueOf(manifest.get("kind")), comparable(manifest)));
    }
    var rendered = new TreeMap<String, @Nullable Object>();
    defaults.forEach((kind, manifest) -> rendered.put(kind, comparable(manifest)));

    assertThat(manifests).hasSize(6);
    assertThat(rendered).isEqualTo(manifests);
  }

  @Test
  void selectsThePodsOfItsReleaseOnly() throws Exception {
    Map<String, Map<?, ?>> other = render("blue", "serviceMonitor: {enabled: true}");
    Object labels = at(other.get("Deployment"), "spec", "template", "metadata", "labels");

    assertThat(labels)
        .isEqualTo(Map.of("app.kubernetes.io/name", "pawl", "app.kubernetes.io/instance", "blue"))
        .isEqualTo(at(other.get("Deployment"), "spec", "selector", "matchLabels"))
        .isEqualTo(at(other.get("Service"), "spec", "selector"))
        .isEqualTo(at(other.get("PodDisruptionBudget"), "spec", "selector", "matchLabels"))
        .isEqualTo(at(other.get("NetworkPolicy"), "spec", "podSelector", "matchLabels"))
        .isEqualTo(at(other.get("ServiceMonitor"), "spec", "selector", "matchLabels"));
    assertThat(at(other.get("HorizontalPodAutoscaler"), "spec", "scaleTargetRef", "name"))
        .isEqualTo("blue-pawl")
        .isEqualTo(at(other.get("Deployment"), "metadata", "name"));
    assertThat(at(other.get("PersistentVolumeClaim"), "metadata", "name"))
        .isEqualTo("blue-pawl-data");
  }

  @Test
  void runsTheImageOfItsVersion() {
    var revision =
        Pattern.compile("<revision>(.+)</revision>").matcher(readText(Path.of("pom.xml")));

    assertThat(revision.find()).isTrue();
    assertThat(read(CHART.resolve("Chart.yaml")).get("version")).isEqualTo(revision.group(1));
    assertThat(read(CHART.resolve("Chart.yaml")).get("appVersion")).isEqualTo(revision.group(1));
    assertThat(at(defaults.get("Deployment"), "spec", "template", "spec", "containers", 0, "image"))
        .isEqualTo("pawl:" + revision.group(1));
  }

  private static String readText(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  @Test
  void mountsPropertiesWhereSpringReadsThem() throws Exception {
    Map<String, Map<?, ?>> configured =
        render("pawl", "configuration: {pawl: {forge: {public-url: https://pawl.example.com}}}");
    Object pod = at(configured.get("Deployment"), "spec", "template", "spec");

    assertThat(at(configured.get("ConfigMap"), "data", "application.yaml").toString())
        .isEqualToIgnoringWhitespace("pawl: forge: public-url: https://pawl.example.com");
    assertThat(at(pod, "containers", 0, "volumeMounts").toString())
        .contains("name=configuration, mountPath=/pawl/config");
    assertThat(at(configured.get("Deployment"), "spec", "template", "metadata", "annotations"))
        .asString()
        .contains("checksum/configuration");
    assertThat(readText(Path.of("Dockerfile"))).contains("WORKDIR /pawl\n");
  }

  @Test
  void usesAFolderInsteadOfAClaim() throws Exception {
    Map<String, Map<?, ?>> single =
        render(
            "pawl",
            """
            replicas: 1
            autoscaler: {enabled: false}
            networkPolicy: {enabled: false}
            disruptionBudget: {enabled: false}
            data: {volume: {hostPath: {path: /srv/pawl}}}
            """);

    assertThat(single).containsOnlyKeys("Deployment", "Service");
    assertThat(at(single.get("Deployment"), "spec", "replicas")).isEqualTo(1);
    assertThat(at(single.get("Deployment"), "spec", "template", "spec", "volumes", 0))
        .isEqualTo(Map.of("name", "data", "hostPath", Map.of("path", "/srv/pawl")));
  }

  /** No volume is shared: each node has one of its own, and the same environment as the overlay of the manifests. */
  @Test
  void needsNoSharedVolumeWithAnObjectStore() throws Exception {
    Map<String, Map<?, ?>> rendered =
        render(
            "pawl",
            """
            objectStore: {bucket: pawl, endpoint: "https://s3.example.com", pathStyle: true, secretName: pawl-s3}
            serviceAccountName: pawl
            data: {size: 30Gi, storageClassName: fast}
            """);
    Object pod = at(rendered.get("Deployment"), "spec", "template", "spec");

    assertThat(rendered).doesNotContainKey("PersistentVolumeClaim");
    assertThat(rendered.toString()).doesNotContain("ReadWriteMany", "persistentVolumeClaim");
    assertThat(at(pod, "volumes", 0, "ephemeral", "volumeClaimTemplate", "spec"))
        .isEqualTo(
            Map.of(
                "accessModes",
                List.of("ReadWriteOnce"),
                "storageClassName",
                "fast",
                "resources",
                Map.of("requests", Map.of("storage", "30Gi"))));
    assertThat(at(pod, "serviceAccountName")).isEqualTo("pawl");
    assertThat(at(pod, "containers", 0, "env").toString())
        .contains(
            "{name=PAWL_OBJECTSTORE_BUCKET, value=pawl}",
            "{name=PAWL_OBJECTSTORE_REGION, value=us-east-1}",
            "{name=PAWL_OBJECTSTORE_ENDPOINT, value=https://s3.example.com}",
            "{name=PAWL_OBJECTSTORE_PATHSTYLE, value=true}",
            "{name=PAWL_OBJECTSTORE_CREDENTIALSFILE, value=/run/secrets/object-store/credentials}");
    assertThat(at(pod, "containers", 0, "volumeMounts").toString())
        .contains("name=object-store, mountPath=/run/secrets/object-store");
    assertThat(at(pod, "volumes").toString()).contains("secretName=pawl-s3");
  }

  @Test
  void scalesWithKedaOnWorkflowsThatRequireLabels() throws Exception {
    Map<String, Map<?, ?>> rendered =
        render(
            "pool",
            "autoscaler: {prometheus: 'http://prometheus:9090', labels: zone.eu, minReplicas: 0}");

    assertThat(rendered).doesNotContainKey("HorizontalPodAutoscaler");
    Object spec = at(rendered.get("ScaledObject"), "spec");
    assertThat(at(spec, "scaleTargetRef", "name")).isEqualTo("pool-pawl");
    assertThat(at(spec, "minReplicaCount")).isEqualTo(0);
    assertThat(at(spec, "triggers", 0, "metadata", "query"))
        .isEqualTo("max(pawl_queue_age_seconds{labels=\"zone.eu\"})");
    assertThat(at(spec, "advanced", "horizontalPodAutoscalerConfig", "behavior"))
        .isEqualTo(at(defaults.get("HorizontalPodAutoscaler"), "spec", "behavior"));
  }

  @Test
  void rejectsUnknownValues() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> render("pawl", "autoscaler: {enable: false}"))
        .withMessageContaining("'enable' not allowed");
  }
}
