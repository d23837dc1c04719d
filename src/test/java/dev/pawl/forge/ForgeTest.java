package dev.pawl.forge;

import dev.pawl.PawlClient;
import dev.pawl.TestNodeInitializer;
import dev.pawl.workspace.GitHttpBackend;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** Starts a node with a connection to a test server for each kind of forge, and a real git server. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = ForgeTest.Node.class)
@Import(PawlClient.class)
@DirtiesContext
@interface ForgeTest {

  /** The secret of the events of all forges. */
  String WEBHOOK_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  /** Configures the node. The connections are named like the kinds of forges. */
  class Node implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final Path HOME = TestNodeInitializer.createTempFolder("pawl-forges");
    static final GitHttpBackend GIT = new GitHttpBackend(HOME);
    static final FakeForge FORGE = new FakeForge();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      TestPropertyValues.of(
              "pawl.workspace.folder=" + HOME.resolve("home"),
              "pawl.workspace.roots=" + HOME,
              "pawl.workspace.git.allowed-schemes=http",
              "pawl.workspace.git.allowed-url-prefixes=" + GIT.url(""),
              "pawl.node.load-shedding-enabled=false",
              "pawl.node.max-utilization-percent=100",
              "pawl.process.sandbox-enabled=false",
              "pawl.process.allow-unsandboxed-programs=true",
              "pawl.recovery.initial-backoff=10ms",
              "pawl.credential.encryption-key=0123456789abcdef0123456789abcdef",
              "pawl.forge.public-url=https://pawl.example.com/",
              "pawl.forge.allowed-url-prefixes=" + FORGE.url(""),
              "pawl.forge.timeout=5s",
              "pawl.forge.retry-delays=100ms,100ms,100ms",
              "pawl.forge.check=100ms",
              "pawl.forge.public-badges=" + GIT.url("team/public.git"))
          .and(
              Stream.of("github", "gitlab", "gitea", "app")
                  .flatMap(Node::connection)
                  .toArray(String[]::new))
          .and(
              "pawl.forge.connections.app.kind=github",
              "pawl.forge.connections.app.app-id=12345",
              "pawl.forge.connections.app.url=" + FORGE.url("github"))
          .applyTo(context);
    }

    private static Stream<String> connection(String name) {
      String prefix = "pawl.forge.connections." + name + ".";
      return Stream.of(
          prefix + "kind=" + name,
          prefix + "url=" + FORGE.url(name),
          prefix + "clone-url=" + GIT.url("{repository}.git"),
          prefix + "credential=" + name,
          prefix + "webhook-secret=" + WEBHOOK_SECRET,
          prefix + "repositories=team/*");
    }
  }
}
