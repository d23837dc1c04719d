package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** Provides the Markdown documentation of commands: from the jar for built-in commands, else the body of the file. */
@Component
public class CommandDocs {

  /** Returns the documentation, or only the description if a built-in command has no page. */
  public String documentation(RegisteredCommand entry) {
    CommandFile file = entry.file();
    if (file != null) {
      return file.body();
    }
    // The name comes from the registry and never from a request, so it cannot traverse paths.
    try (InputStream in =
        CommandDocs.class.getResourceAsStream("/commands/" + entry.name() + ".md")) {
      return in == null
          ? "# %s\n\n%s\n".formatted(entry.name(), entry.spec().description())
          : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
