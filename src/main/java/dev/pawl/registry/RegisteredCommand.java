package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import org.jspecify.annotations.Nullable;

/**
 * A command in the registry.
 *
 * @param file the file that defines it; absent for a built-in command
 */
public record RegisteredCommand(CommandSpec spec, @Nullable CommandFile file) {

  /** Returns the path of the command, such as {@code quality/format}. */
  public String name() {
    return spec.name();
  }
}
