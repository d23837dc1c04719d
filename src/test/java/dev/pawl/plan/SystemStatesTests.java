package dev.pawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.Folders;
import dev.pawl.workspace.Target;
import dev.pawl.workspace.WorkspacesOf;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemStatesTests {

  @TempDir Path target;

  private SystemState state(OptionalLong findings) {
    return new SystemStates(WorkspacesOf.root(target))
        .of(Target.directory(target.toString()), findings);
  }

  @Test
  void looksAtTheTargetAndAtTheNode() {
    Folders.write(target, "A.java", "class A {}\n".repeat(500));
    Folders.write(target, "README.md", "# A\n");

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
  void knowsNoDensityWithoutARunOrWithoutLines() {
    Folders.write(target, "A.java", "class A {}\n");
    assertThat(state(OptionalLong.empty()).target().issueDensity()).isNull();

    Folders.write(target, "A.java", "");
    assertThat(state(OptionalLong.of(3)).target().issueDensity()).isNull();
  }
}
