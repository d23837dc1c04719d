package dev.pawl.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;

/** Which version of Pawl runs. */
@PawlTest
class VersionTests {

  @Autowired PawlClient pawl;
  @Autowired BuildProperties build;

  /** Absent if the sources are not a clone, but an archive or a linked work tree. */
  @Autowired ObjectProvider<GitProperties> git;

  @Test
  void infoShowsVersionAndCommit() {
    var info = pawl.get("/actuator/info").json();

    assertThat(info.at("/build/version").asString()).isEqualTo(build.getVersion());
    git.ifAvailable(commit ->
        assertThat(info.at("/git/commit/id").asString()).isEqualTo(commit.getShortCommitId()));
  }

  @Test
  void pagesShowTheVersion() {
    assertThat(pawl.get("/", "Accept", "text/html").body()).contains("Pawl", build.getVersion());
  }

  /** The build writes the bill of materials when it makes the jar, after the tests. */
  @Test
  void billsOfMaterialsAreListed() {
    assertThat(pawl.get("/actuator/sbom").json().has("ids")).isTrue();
  }

  /** Nothing that differs between two builds of the same sources. */
  @Test
  void infoShowsNoBuildTime() {
    assertThat(build.getTime()).isNull();
  }
}
