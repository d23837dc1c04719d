package dev.pawl.commandfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetProgramTests {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "tools/check, tools/check",
    "./tools/check -x, ./tools/check",
    "env A=1 B=2 tools/check, tools/check",
    "/usr/bin/env -i tools/check, tools/check",
    "nohup timeout -k 5 1.5m ./tools/check, ./tools/check",
    "xargs -n 1 tools/check, tools/check",
    "python3.12 tools/check, tools/check",
    "node --no-warnings tools/check a, tools/check",
    "env python3 tools/check, tools/check",
    "timeout -s KILL 10 tools/check, tools/check",
    "env -u HOME -C . tools/check, tools/check",
    "stdbuf -o L tools/check, tools/check",
    "xargs -I {} tools/check, tools/check",
    "flock tools/check prettier, ",
    "flock -w 5 lock tools/check, tools/check",
    "taskset ff tools/check, tools/check",
    "timeout -s KILL 10 prettier tools/check, ",
    "python3 -W ignore tools/check, tools/check",
    "python3 -m module, module.py",
    "python3 -m package.sub, package",
    "python3 -I -m json.tool tools/check, ",
    "node -r tools/check /opt/lint.js, tools/check",
    "node --require=tools/check /opt/lint.js, tools/check",
    "java -cp tools Main, tools",
    "deno lint tools, ",
    "python3 /opt/check.py tools/check, ",
    "python3 missing.py, ",
    "prettier tools/check, ",
    "env prettier tools/check, ",
    "/opt/tool tools/check, ",
    "../tool, ",
    "env A=1, "
  })
  void findsTheProgramOfTheTargetThatACommandLineRuns(String commandLine, String program) {
    TestFiles.write(folder, "tools/check", "");
    TestFiles.write(folder, "module.py", "");
    TestFiles.write(folder, "package/sub.py", "");

    assertThat(TargetProgram.find(List.of(commandLine.split(" ")), folder).orElse(null))
        .isEqualTo(program);
  }
}
