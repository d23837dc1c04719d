package dev.pawl.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.forge.ForgeEventReader.Reading;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ForgeEventReaderTests {

  private static Reading readPush(String commits) {
    String body =
        """
        {"ref": "refs/heads/main", "before": "%s", "after": "%s", "repository": {"full_name": "team/app"},
         "commits": %s}
        """
            .formatted("1".repeat(40), "2".repeat(40), commits);
    return new ForgeEventReader()
        .read(
            ForgeProperties.Kind.GITEA,
            Map.of("X-Gitea-Event", "push")::get,
            JsonMapper.shared().readTree(body));
  }

  @Test
  void readsTheFilesOfAPush() {
    Reading reading = readPush("[{\"added\": [\"a\"], \"modified\": [\"b\"], \"removed\": []}]");

    assertThat(Objects.requireNonNull(reading.event()).files()).containsExactly("a", "b");
  }

  @Test
  void doesNotKnowFilesWithNamesThatGitDoesNotAccept() {
    Reading reading = readPush("[{\"added\": [\"a\\u0000b\"], \"modified\": [], \"removed\": []}]");

    assertThat(Objects.requireNonNull(reading.event()).files()).isNull();
  }
}
