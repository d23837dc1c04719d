package dev.pawl.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitUrlTests {

  @ParameterizedTest
  @CsvSource({
    "https://git.example.com/team/odd, https://git.example.com/team/odd",
    "https://git.example.com/team/odd.git, https://git.example.com/team/odd",
    "https://git.example.com/team/odd.git/, https://git.example.com/team/odd",
    "https://git.example.com/team/odd//, https://git.example.com/team/odd",
    "HTTPS://Git.Example.com:443/team/Odd, https://git.example.com/team/Odd",
    "https://git.example.com:8443/odd.git, https://git.example.com:8443/odd",
    "git@git.example.com:team/odd.git, ssh://git@git.example.com/team/odd",
    "ssh://git@git.example.com:22/team/odd/, ssh://git@git.example.com/team/odd",
    "git@git.example.com:/srv/odd, ssh://git@git.example.com/srv/odd",
    "file:///srv/odd.git, file:///srv/odd",
    "https://git.example.com/.git, https://git.example.com",
    "/srv/odd.git, /srv/odd.git"
  })
  void namesARepositoryTheSameHoweverItsUrlIsWritten(String url, String name) {
    assertThat(GitUrl.nameOf(url)).isEqualTo(name);
    assertThat(GitUrl.nameOf(name)).as("the name of a name").isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example.com/team/odd.git, https://git.example.com/team/, true",
    "https://git.example.com/team/odd.git, https://git.example.com/team/odd, true",
    "https://git.example.com/team/odd, https://git.example.com/team/odd.git, true",
    "https://git.example.com/team/odd/other, https://git.example.com/team/odd.git, false",
    "https://git.example.com/team/odd/other, https://git.example.com/team/odd, true",
    "https://git.example.com/team2/odd, https://git.example.com/team, false",
    "https://git.example.com:8443/team/odd, https://git.example.com, false",
    "http://git.example.com/team/odd, https://git.example.com, false",
    "https://git.example.com/team/../evil/odd, https://git.example.com/team/, false",
    "https://git.example.com/team/%2e%2e/evil, https://git.example.com/team/, false",
    "https://git.example.com.evil.example/team, https://git.example.com, false",
    "git@git.example.com:team/odd.git, ssh://git.example.com/team/, true",
    "git@git.example.com:team/odd.git, ssh://git@git.example.com/team/, true",
    "git@git.example.com:team/odd.git, ssh://alice@git.example.com/team/, false",
    "ssh://git@git.example.com/team/odd, git@git.example.com:team/, true",
    "ssh://git@git.example.com:2222/team/odd, git@git.example.com:team/, false",
    "file:///srv/repositories/odd.git, file:///srv/repositories, true",
    "file:///srv/repositories/odd.git, file:///srv/repo, false"
  })
  void comparesPrefixesAtComponents(String url, String prefix, boolean below)
      throws URISyntaxException {
    assertThat(GitUrl.parse(url).isBelow(prefix)).isEqualTo(below);
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example.com/odd, https://GIT.example.com:443/odd/info/refs, true",
    "https://git.example.com/odd, http://git.example.com/odd, false",
    "https://git.example.com/odd, https://git.example.com:8443/odd, false",
    "https://git.example.com/odd, https://other.example.com/odd, false"
  })
  void comparesOrigins(String url, String other, boolean same) throws URISyntaxException {
    assertThat(GitUrl.parse(url).isSameOrigin(URI.create(other))).isEqualTo(same);
  }

  @Test
  void distinguishesRemotesFromPaths() {
    assertThat(GitUrl.isRemote("git@git.example.com:team/odd")).isTrue();
    assertThat(GitUrl.isRemote("https://git.example.com/odd")).isTrue();
    assertThat(GitUrl.isRemote("/srv/a@b:c")).isFalse();
    assertThat(GitUrl.isRemote("folder:name")).isFalse();
  }
}
