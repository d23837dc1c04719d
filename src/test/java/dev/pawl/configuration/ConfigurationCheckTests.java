package dev.pawl.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.logging.impl.NoOpLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Binds all property records of the application with values from a file and from environment variables. */
class ConfigurationCheckTests {

  private static class EmptyEnvironment extends StandardEnvironment {

    @Override
    protected void customizePropertySources(MutablePropertySources sources) {}
  }

  private static final DefaultListableBeanFactory BEANS = new DefaultListableBeanFactory();

  @BeforeAll
  static void registerRecords() {
    PropertyBoundsTests.records()
        .forEach(
            type -> BEANS.registerBeanDefinition(type.getName(), new RootBeanDefinition(type)));
  }

  private static void start(PropertySource<?>... sources) {
    var environment = new EmptyEnvironment();
    List.of(sources).forEach(environment.getPropertySources()::addLast);
    ConfigurationPropertySources.attach(environment);
    new RenamedPropertiesEnvironmentPostProcessor(destination -> new NoOpLog())
        .postProcessEnvironment(environment, new SpringApplication());
    var check = new ConfigurationCheck();
    check.setEnvironment(environment);
    check.postProcessBeanFactory(BEANS);
  }

  private static PropertySource<?> file(String... properties) {
    Map<String, Object> values =
        Arrays.stream(properties)
            .map(property -> property.split("=", 2))
            .collect(
                Collectors.toMap(
                    property -> property[0],
                    property ->
                        OriginTrackedValue.of(property[1], new FileOrigin("pawl.yaml, line 7"))));
    return new OriginTrackedMapPropertySource("file", values);
  }

  private record FileOrigin(String place) implements Origin {

    @Override
    public String toString() {
      return place;
    }
  }

  private static PropertySource<?> variables(String... names) {
    var values = new HashMap<String, Object>();
    for (String name : names) {
      values.put(name, "1");
    }
    return new SystemEnvironmentPropertySource(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, values);
  }

  @Test
  void acceptsTheDefaults() {
    assertThatCode(() -> start(file("server.port=1"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "pawl.engin.lease, pawl.engine.lease-duration",
    "pawl.engine.lease-durations, pawl.engine.lease-duration",
    "pawl.retention.workflow, pawl.retention.workflows",
    "pawl.retention.cleanup-intervall, pawl.retention.cleanup-interval",
    "pawl.nodes.name, pawl.node.name",
    "pawl.interval.cleanup-interval, pawl.archive.cleanup-interval",
    "pawl.projects.web.open-workflow, pawl.projects.*.open-workflows",
    "pawl.workspace.git.push-enable, pawl.workspace.git.push-enabled",
  })
  void refusesUnknownPropertiesWithNearNames(String name, String near) {
    assertThatExceptionOfType(UnknownPropertiesException.class)
        .isThrownBy(() -> start(file(name + "=secret-value")))
        .withMessageContaining("    %s (pawl.yaml, line 7): did you mean", name)
        .withMessageContaining(near)
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("secret-value"));
  }

  @Test
  void namesAllUnknownProperties() {
    assertThatExceptionOfType(UnknownPropertiesException.class)
        .isThrownBy(() ->
            start(
                variables("PAWL_ENGINE_LEAS"),
                file("pawl.zzz=1", "pawl.node.name.first=2"),
                new MapPropertySource("commandLineArgs", Map.of("pawl.session.idel", "1s"))))
        .withMessageContainingAll(
            "PAWL_ENGINE_LEAS (environment variable): did you mean PAWL_ENGINE_LEASEDURATION?",
            "pawl.zzz (pawl.yaml, line 7)\n",
            "pawl.node.name.first",
            "pawl.session.idel (commandLineArgs): did you mean pawl.session.idle?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PAWL_ENGIN_LEASE",
        "PAWL_ENGINE",
        "PAWL_NODE_NAMES",
        "pawl_node_names",
        "PAWL_WORKSPACE_ROOTS_FIRST",
        "PAWL_PROJECTS_WEB_OPENWORKFLOW",
        "PAWL_SECURITY_ADMINTOKENS",
      })
  void refusesUnknownEnvironmentVariables(String name) {
    assertThatExceptionOfType(UnknownPropertiesException.class)
        .isThrownBy(() -> start(variables(name)))
        .withMessageContaining(name + " (environment variable)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PAWL_NODE_AGENTSPERROLE",
        "PAWL_NODE_AGENTS_PER_ROLE",
        "pawl_node_agentsperrole",
        "PAWL_NODE_SLOTS",
        "PAWL_WORKSPACE_TRUSTEDTARGETS_0",
        "PAWL_WORKSPACE_TRUSTED_TARGETS_12",
        "PAWL_WORKSPACE_TRUSTED_0",
        "PAWL_REGISTRY_AGENTCOMMANDS_REVIEWER_0",
        "PAWL_PROJECTS_WEB_OPENWORKFLOWS",
        "PAWL_PROJECTS_WEB_FORMATTERS_JAVA_0",
        // Not read by the service.
        "PAWL_URL",
        "PAWL_TOKEN",
        "PAWL_TARGETS",
        "PAWL_USER",
        "PAWL_ALLOWED_TOOLS",
        "PAWL_RUN",
        // Set by Kubernetes for the services pawl and pawl-db.
        "PAWL_SERVICE_HOST",
        "PAWL_SERVICE_PORT_HTTP",
        "PAWL_PORT",
        "PAWL_PORT_8080_TCP",
        "PAWL_PORT_8080_TCP_ADDR",
        "PAWL_DB_SERVICE_HOST",
        "PAWL_DB_PORT_5432_TCP_PROTO",
        "PAWLS_ENGINE",
      })
  void acceptsEnvironmentVariables(String name) {
    assertThatCode(() -> start(variables(name))).doesNotThrowAnyException();
  }

  @Test
  void acceptsListsMapsAndFormerKeys() {
    assertThatCode(() ->
            start(
                file(
                    "pawl.workspace.roots=/a,/b",
                    "pawl.callback.allowed-url-prefixes[0]=https://a",
                    "pawl.callback.allowed[0]=https://a",
                    "pawl.registry.agent-commands.Code_Painter[0]=paint",
                    "pawl.registry.agent-commands[a.b]=paint",
                    "pawl.registry.agents.reviewer=review,-p",
                    "pawl.projects.web.openWorkflows=3",
                    "pawl.projects.web.formatters.java[0]=google-java-format",
                    "pawl.workspace.archive.kept=3h",
                    "pawl.engine.leaseDuration=20s")))
        .doesNotThrowAnyException();
  }

  /** Each value with what is said about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pawl.retention.workflows=-5d | -5d: must be between 10s and 36500d",
        "pawl.retention.workflows=0s | 0s: must be between 10s and 36500d",
        // Milliseconds, as it has no unit.
        "pawl.retention.workflows=90 | 90: must be between 10s and 36500d",
        "pawl.retention.events=-1s | -1s: must be between",
        "pawl.retention.logs=0 | 0: must be between",
        "pawl.retention.snapshots=-1d | -1d: must be between",
        "pawl.retention.sessions=-1d | -1d: must be between",
        "pawl.retention.keep-last=-1 | -1: must be between 0 and 1000000",
        "pawl.retention.partition-interval=59s | 59s: must be between 1m and 365d",
        "pawl.cache.unused-retention=-7d | -7d: must be between",
        "pawl.archive.retention=0s | 0s: must be between",
        "pawl.security.audit-retention=-400d | -400d: must be between",
        "pawl.engine.lease-duration=-5s | -5s: must be between 2s and 1h",
        "pawl.engine.lease-duration=0 | 0: must be between 2s and 1h",
        "pawl.engine.fencing-timeout=16s | 16s: must be shorter than pawl.engine.lease-duration"
            + " (15s)",
        "pawl.engine.lease-renewal-interval=11s | 11s: must be shorter than"
            + " pawl.engine.fencing-timeout (11s)",
        "pawl.node.agents-per-role=0 | 0: must be between 1 and 1000",
        "pawl.node.max-utilization-percent=900 | 900: must be between 1 and 100",
        "pawl.node.heartbeat-timeout=1s | 1s: must be between 2s and 1h",
        "pawl.recovery.max-attempts=0 | 0: must be between 1 and 100",
        "pawl.recovery.initial-backoff=31s | 31s: must be at most pawl.recovery.max-backoff (30s)",
        "pawl.archive.max-extracted-size=21GB | 21GB: must be at most pawl.archive.max-total-size",
        "pawl.process.max-memory=1MB | 1MB: must be between 16MB and 1024GB",
        "pawl.callback.retry-delays[0]=-1s | -1s: must be between 1ms and 30d",
        "pawl.workspace.git.allowed-schemes=ftp | must be https, http, ssh or file",
        "pawl.workspace.git.allowed-hosts=https://git.example | must be a host",
        "pawl.report.information-uri=pawl.example | pawl.example: must be an absolute http or https"
            + " URL",
        "pawl.session.idle=-24h | -24h: must be between",
        "pawl.forge.retry-delays[0]=-1s | -1s: must be between 1ms and 30d",
        "pawl.forge.public-url=pawl.example | must be an absolute http or https URL",
        "pawl.forge.connections.company.repositories=app | must be a repository such as team/app,"
            + " or team/*",
        "pawl.schedule.check=0 | 0: must be between",
        "pawl.startup.database-timeout=-1s | -1s: must be between 0s and 1d",
      })
  void refusesImpossibleValues(String property, String message) {
    assertThatExceptionOfType(InvalidPropertiesException.class)
        .isThrownBy(() -> start(file(property)))
        .withMessageContaining("    " + property.substring(0, property.indexOf('=')))
        .withMessageContaining(message);
  }

  @Test
  void refusesAnAppOfAnotherForgeThanGitHub() {
    String connection = "pawl.forge.connections.company.";
    assertThatExceptionOfType(InvalidPropertiesException.class)
        .isThrownBy(() ->
            start(
                file(
                    connection + "kind=gitlab",
                    connection + "url=https://git.example.com",
                    connection + "credential=app",
                    connection + "app-id=12345",
                    connection + "repositories=team/*")))
        .withMessageContaining("is available for the kind github only");
  }

  @Test
  void namesAllImpossibleValuesWithTheirOrigin() {
    assertThatExceptionOfType(InvalidPropertiesException.class)
        .isThrownBy(() ->
            start(
                file(
                    "pawl.engine.lease-duration=-5s",
                    "pawl.engine.retry-delay=-1s",
                    "pawl.node.agents-per-role=0")))
        .withMessageContainingAll(
            "pawl.engine.lease-duration = -5s: must be between 2s and 1h (pawl.yaml, line 7)",
            "pawl.engine.retry-delay = -1s: must",
            "pawl.node.agents-per-role = 0: must");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pawl.security.admin-token",
        "pawl.security.previous-admin-token",
        "pawl.callback.secret",
        "pawl.credential.encryption-key",
        "pawl.credential.previous-encryption-key",
        "pawl.forge.connections.company.webhook-secret",
      })
  void neverShowsSecrets(String property) {
    assertThatExceptionOfType(InvalidPropertiesException.class)
        .isThrownBy(() -> start(file(property + "=hush")))
        .withMessageContaining(property + " = ***: ")
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("hush"));
  }
}
