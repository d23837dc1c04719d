package dev.pawl.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A repository that the real git creates and changes, for tests of remotes. */
public record TestGitRepository(Path folder) {

  /** Creates a bare repository without a commit. */
  public static TestGitRepository createEmpty(Path folder, String... options) {
    var repository = new TestGitRepository(folder);
    var command = new ArrayList<>(List.of("init", "--quiet", "--bare", "--initial-branch=main"));
    command.addAll(List.of(options));
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    repository.git(command.toArray(String[]::new));
    return repository;
  }

  /** Creates a bare repository with one commit on {@code main}. */
  public static TestGitRepository create(Path folder) {
    TestGitRepository repository = createEmpty(folder);
    repository.commit("refs/heads/main", "a.txt", "hello\n");
    return repository;
  }

  /** Adds a commit with one more file on top of a ref, and returns its id. */
  public String commit(String ref, String file, String content) {
    return commit(ref, List.of(file), content);
  }

  /** Adds a commit with more files of the same content, each with its own name in it, on top of a ref. */
  public String commit(String ref, List<String> files, String content) {
    var input = new StringBuilder("commit " + ref + "\n");
    input.append("committer Dev <dev@example.com> 1700000000 +0000\n");
    String message = "Add " + files.getFirst();
    input.append("data ").append(message.length()).append('\n').append(message).append('\n');
    if (!git("for-each-ref", ref).isEmpty()) {
      input.append("from ").append(ref).append("^0\n");
    }
    for (String file : files) {
      String text = content.replace("{file}", file);
      input.append("M 100644 inline ").append(file).append('\n');
      input.append("data ").append(text.length()).append('\n').append(text).append('\n');
    }
    run(List.of("git", "fast-import", "--quiet", "--force"), input.toString());
    return git("rev-parse", ref);
  }

  /** Runs git in the repository and returns its output. */
  public String git(String... arguments) {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return run(command, "");
  }

  private String run(List<String> command, String input) {
    return run(folder, command, input);
  }

  /** Runs a program and returns its output, without the last line end. */
  static String run(Path folder, List<String> command, String input) {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    try {
      Process process = builder.start();
      try (var in = process.outputWriter()) {
        in.write(input);
      }
      String output = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as("%s", command).isZero();
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
