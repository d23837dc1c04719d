package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowTypesTests {

  @TempDir Path folder;

  @Test
  void readsTypesOfOperatorFolder() throws IOException {
    write(
        """
        type: nightly
        description: Only formats.
        phases:
          - name: work
            steps:
              - {name: format, command: quality/format}
        """);

    assertThat(types().find("nightly"))
        .hasValueSatisfying(type -> assertThat(type.fixedPhases()).hasSize(1));
    assertThat(types().find("standard")).isPresent();
  }

  @Test
  void replacesBuiltInTypeByOperatorType() throws IOException {
    write("type: standard\ndescription: Ours.\nphases: []\n");

    assertThat(types().find("standard").orElseThrow().description()).isEqualTo("Ours.");
  }

  @Test
  void readsGates() throws IOException {
    write(
        """
        type: strict
        description: No findings at all.
        phases:
          - name: check
            steps:
              - name: verify
                command: quality/verify
                gates:
                  - {metric: findings, operator: "<=", threshold: 0, on: all}
        """);

    var step = types().find("strict").orElseThrow().fixedPhases().getFirst().steps().getFirst();
    assertThat(step.gates().getFirst().text()).isEqualTo("findings <= 0 on all code");
  }

  @Test
  void namesInvalidFile() throws IOException {
    write("type: [oops\n");

    assertThatIllegalStateException().isThrownBy(this::types).withMessageContaining("mine.yaml");
  }

  private void write(String yaml) throws IOException {
    Files.writeString(folder.resolve("mine.yaml"), yaml);
  }

  private WorkflowTypes types() throws IOException {
    return new WorkflowTypes(new WorkflowTypes.Properties(folder.toString()));
  }
}
