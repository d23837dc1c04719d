package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandSpec;
import org.jspecify.annotations.Nullable;

/**
 * One command in the registry.
 *
 * @param file what defines it; absent for a built-in command
 */
public record CommandEntry(CommandSpec spec, @Nullable CommandFile file) {

  /** Its path, such as {@code quality/format}. */
  public String name() {
    return spec.name();
  }
}
