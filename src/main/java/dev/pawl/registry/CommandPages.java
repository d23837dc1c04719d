package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** The Markdown page of each command: of a built-in one from the jar, of a file its own text. */
@Component
class CommandPages {

  /** The page; the description alone when a built-in command has none. */
  String of(CommandEntry entry) {
    CommandFile file = entry.file();
    if (file != null) {
      return file.body();
    }
    // The name is one of the registry's own, never one of a request.
    try (InputStream in =
        CommandPages.class.getResourceAsStream("/commands/" + entry.name() + ".md")) {
      return in == null
          ? "# %s\n\n%s\n".formatted(entry.name(), entry.spec().description())
          : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
