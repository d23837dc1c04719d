package dev.pawl.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Creates histories of repositories for tests with the installed git. */
public final class GitHistories {

  private GitHistories() {}

  /** Runs git in a folder and returns its output. */
  public static String git(Path folder, String... arguments) {
    var command = new ArrayList<>(List.of("git", "-c", "user.name=Test", "-c"));
    command.addAll(List.of("user.email=test@localhost", "-c", "commit.gpgsign=false"));
    command.addAll(List.of("-c", "protocol.file.allow=always"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Commits all files of a folder, which becomes a work tree on the branch {@code main}, and returns the commit. */
  public static String commit(Path folder, String message) {
    if (!folder.resolve(".git").toFile().exists()) {
      git(folder, "init", "-q", "-b", "main");
    }
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "--allow-empty", "-m", message);
    return git(folder, "rev-parse", "HEAD");
  }
}
