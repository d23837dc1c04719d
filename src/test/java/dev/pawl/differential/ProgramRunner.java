package dev.pawl.differential;

import dev.pawl.language.Language;
import dev.pawl.process.ProcessRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs: those of Java in this process, those of another language in one process for all of them. */
final class ProgramRunner {

  private static final String PYTHON_DRIVER =
      """
      import base64, contextlib, io, runpy, sys
      sys.dont_write_bytecode = True
      sys.path.insert(0, "python")
      known = set(sys.modules)
      for path in sys.argv[1:]:
          out = io.StringIO()
          code = 0
          with contextlib.redirect_stdout(out):
              try:
                  runpy.run_path(path, run_name="__main__")
              except BaseException as e:
                  code = type(e).__name__ + ": " + str(e)
          for module in set(sys.modules) - known:
              if module.startswith(("effects_", "order_")):
                  del sys.modules[module]
          text = str(code) + "\\n" + out.getvalue()
          print(path, base64.b64encode(text.encode()).decode())
      """;

  private static final String NODE_DRIVER =
      """
      import { pathToFileURL } from "node:url";
      import { format } from "node:util";
      const print = console.log;
      for (const path of process.argv.slice(2)) {
        const lines = [];
        console.log = (...args) => lines.push(format(...args));
        let code = 0;
        try {
          await import(pathToFileURL(path));
        } catch (e) {
          code = String(e);
        }
        print(path, Buffer.from(code + "\\n" + lines.join("\\n")).toString("base64"));
      }
      """;

  private static final String SHELL_DRIVER =
      """
      for path; do
        out=$(bash "$path" 2>/dev/null; echo "exit $?")
        printf '%s %s\\n' "$path" "$(printf '%s' "$out" | base64 | tr -d '\\n')"
      done
      """;

  private static final String C_DRIVER =
      """
      for path; do
        rm -f program
        out=$(cc -w -O0 -o program "$path" 2>&1 && ./program; echo "exit $?")
        printf '%s %s\\n' "$path" "$(printf '%s' "$out" | base64 | tr -d '\\n')"
      done
      """;

  private final Path scratch;

  ProgramRunner(Path scratch) {
    this.scratch = scratch;
  }

  /** Returns whether programs of a language can run on this machine. */
  static boolean supports(Language language) {
    return switch (language) {
      case JAVA -> true;
      case PYTHON -> isInstalled("python3");
      case SHELL -> isInstalled("bash");
      case JAVASCRIPT -> isInstalled("node");
      case C -> isInstalled("cc");
      default -> false;
    };
  }

  private static boolean isInstalled(String program) {
    return ProcessRunner.findOnPath(program).isPresent();
  }

  /** Returns how each program ends and what it prints, by its path. */
  Map<String, String> run(Path folder, List<Program> programs) {
    var outputs = new LinkedHashMap<String, String>();
    for (Language language : Language.values()) {
      List<String> paths =
          programs.stream()
              .filter(program -> program.language() == language)
              .map(Program::path)
              .toList();
      if (!paths.isEmpty()) {
        outputs.putAll(
            language == Language.JAVA
                ? JavaProgramRunner.run(folder, paths)
                : runProcess(folder, language, paths));
      }
    }
    return outputs;
  }

  private Map<String, String> runProcess(Path folder, Language language, List<String> paths) {
    var command =
        new ArrayList<>(
            switch (language) {
              case PYTHON -> List.of("python3", driver("driver.py", PYTHON_DRIVER));
              case JAVASCRIPT -> List.of("node", driver("driver.mjs", NODE_DRIVER));
              case SHELL -> List.of("bash", driver("driver.sh", SHELL_DRIVER));
              default -> List.of("bash", driver("driver-c.sh", C_DRIVER));
            });
    command.addAll(paths);
    try {
      Path output = scratch.resolve("output.txt");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(output.toFile())
              .redirectError(scratch.resolve("errors.txt").toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(language + " programs do not end");
      }
      var outputs = new LinkedHashMap<String, String>();
      paths.forEach(path -> outputs.put(path, "no output"));
      for (String line : Files.readAllLines(output)) {
        String[] words = line.split(" ", 2);
        if (words.length == 2) {
          byte[] text = Base64.getDecoder().decode(words[1]);
          outputs.put(words[0], new String(text, StandardCharsets.UTF_8));
        }
      }
      return outputs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String driver(String name, String text) {
    try {
      return Files.writeString(scratch.resolve(name), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
