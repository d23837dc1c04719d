package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.process.ProcessRunner;
import dev.pawl.tool.testing.ToolBeans;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstalledToolsTests {

  @Test
  void detectsExactlyTheProgramsOnThePath() {
    InstalledTools tools = ToolBeans.get(InstalledTools.class);

    Map<String, String> versions = tools.detect();

    List<String> onPath =
        ExternalToolConfiguration.loadAll().stream()
            .filter(tool -> ProcessRunner.findOnPath(tool.executable()).isPresent())
            .map(ExternalTool::name)
            .toList();
    assertThat(onPath).containsAll(versions.keySet());
    assertThat(versions.values()).allMatch(version -> !version.isBlank());
    assertThat(tools.versions()).contains(versions);
  }
}
