package dev.pawl.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.forge.ForgeProperties.Connection;
import dev.pawl.forge.ForgeProperties.Kind;
import dev.pawl.project.ProjectService;
import dev.pawl.project.TestProjects;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForgeConnectionTests {

  private static ForgeConnection connection(Kind kind, String url, @Nullable String cloneUrl) {
    return new ForgeConnection(
        "test",
        new Connection(
            kind,
            URI.create(url),
            null,
            cloneUrl,
            "token",
            null,
            "0123456789abcdef",
            List.of("team/*", "other/one")));
  }

  @Test
  void namesConnectionsAndRepositoriesOnlyToCallersWithoutAProject() {
    ProjectService projects =
        TestProjects.withRoots(Map.of("red", Path.of("/red")), workflow -> Optional.empty());
    ForgeConnection connection = connection(Kind.GITHUB, "https://github.com", null);
    var connections =
        new ForgeConnections(
            new ForgeProperties(
                null,
                Map.of("company", connection.settings()),
                List.of(),
                Duration.ofSeconds(15),
                List.of(Duration.ofSeconds(5)),
                Duration.ofMillis(500),
                List.of()),
            projects);

    assertThat(connections.describeUnknown()).contains("company");
    assertThat(connections.describeRepositories(connection)).contains("other/one");
    assertThat(projects.callFor("red", connections::describeUnknown)).doesNotContain("company");
    assertThat(projects.callFor("red", () -> connections.describeRepositories(connection)))
        .endsWith("of the connection");
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB, https://github.com, https://api.github.com",
    "GITHUB, https://git.example.com/, https://git.example.com/api/v3",
    "GITLAB, https://git.example.com/lab, https://git.example.com/lab/api/v4",
    "GITEA, https://git.example.com, https://git.example.com/api/v1"
  })
  void derivesTheUrlOfTheApi(Kind kind, String url, String api) {
    assertThat(connection(kind, url, null).apiUrl()).isEqualTo(api);
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example.com/team/app.git, team/app",
    "https://GIT.example.com:443/team/app, team/app",
    "git@git.example.com:team/app.git, team/app",
    "ssh://git@git.example.com/team/app.git, team/app",
    "https://git.example.com/Team/App.git, Team/App",
    "https://git.example.com/other/one, other/one",
    "https://git.example.com/other/two,",
    "https://git.example.com/teams/app,",
    "https://git.example.com/team/sub/app,",
    "https://git.example.com/team/../other/app,",
    "https://git.example.com/team/%2e%2e,",
    "https://git.example.com/team/.,",
    "https://git.example.com:8443/team/app,",
    "http://git.example.com/team/app,",
    "ssh://git@git.example.com:2222/team/app,",
    "https://evil.example.com/team/app,",
    "https://git.example.com.evil.example.com/team/app,",
    "https://git.example.com/team,",
    "team/app,"
  })
  void findsOnlyRepositoriesThatTheOperatorAllows(String gitUrl, @Nullable String repository) {
    assertThat(connection(Kind.GITHUB, "https://git.example.com", null).repositoryOf(gitUrl))
        .isEqualTo(Optional.ofNullable(repository));
  }

  @Test
  void findsRepositoriesBelowOthersOnGitLabOnly() {
    assertThat(
            connection(Kind.GITLAB, "https://git.example.com", null)
                .repositoryOf("https://git.example.com/team/sub/app.git"))
        .contains("team/sub/app");
  }

  @Test
  void findsRepositoriesByTheCloneUrl() {
    ForgeConnection connection =
        connection(
            Kind.GITEA,
            "https://git.example.com",
            "ssh://git@ssh.example.com:2222/{repository}.git");

    assertThat(connection.cloneUrl("team/app"))
        .isEqualTo("ssh://git@ssh.example.com:2222/team/app.git");
    assertThat(connection.repositoryOf("ssh://git@ssh.example.com:2222/team/app"))
        .contains("team/app");
    assertThat(connection.repositoryOf("ssh://git@ssh.example.com:2222/others/app")).isEmpty();
  }

  @Test
  void keepsTheSecretOutOfLogs() {
    assertThat(connection(Kind.GITEA, "https://git.example.com", null).settings().toString())
        .doesNotContain("0123456789abcdef");
  }
}
