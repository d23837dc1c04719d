package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.target.Target;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemStateProbeTests {

  @TempDir Path target;

  private SystemState state(OptionalLong findings) throws IOException {
    return new SystemStateProbe(TestWorkspaces.belowRoot(target))
        .probe(Target.directory(target.toString()), findings);
  }

  @Test
  void probesTargetAndNode() throws IOException {
    TestFiles.write(target, "A.java", "class A {}\n".repeat(500));
    TestFiles.write(target, "README.md", "# A\n");

    SystemState state = state(OptionalLong.of(7));

    assertThat(state.target().totalFiles()).isEqualTo(2);
    assertThat(state.target().sourceFiles()).isEqualTo(1);
    assertThat(state.target().totalSize()).isEqualTo(11 * 500 + 4);
    assertThat(state.target().issueDensity()).isEqualTo(14.0);
    assertThat(state.node().cpuCount()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(state.node().memoryGb()).isPositive();
    assertThat(state.node().diskFreeGb()).isNotNegative();
  }

  @Test
  void hasNoDensityWithoutRunOrLines() throws IOException {
    TestFiles.write(target, "A.java", "class A {}\n");
    assertThat(state(OptionalLong.empty()).target().issueDensity()).isNull();

    TestFiles.write(target, "A.java", "");
    assertThat(state(OptionalLong.of(3)).target().issueDensity()).isNull();
  }
}
