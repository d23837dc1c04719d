package dev.pawl.jvm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Determines the style of spring-javaformat by the nearest {@code .springjavaformatconfig}. */
final class SpringJavaFormatStyles implements FormatterStyles {

  private static final String FILE = ".springjavaformatconfig";
  private static final long MAX_BYTES = 1 << 16;

  @Override
  public FormatterStyle styleOf(SourceFile source, @Nullable FormatterStyle configured)
      throws UnfixableException {
    Path root = source.root();
    Path folder = source.file().getParent();
    while (folder != null && folder.startsWith(root)) {
      Path file = folder.resolve(FILE);
      // Symbolic links are not followed, as they may leave the target.
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return new FormatterStyle("SPRING", read(file));
      }
      folder = folder.getParent();
    }
    return new FormatterStyle("SPRING", Map.of());
  }

  private static Map<String, String> read(Path file) throws UnfixableException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UnfixableException(FILE + " is larger than 64 KiB");
      }
      var properties = new Properties();
      properties.load(new StringReader(Files.readString(file)));
      var entries = new HashMap<String, String>();
      properties
          .stringPropertyNames()
          .forEach(key -> entries.put(key, properties.getProperty(key, "")));
      return Map.copyOf(entries);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnfixableException(FILE + " cannot be read: " + e.getMessage());
    }
  }

  @Override
  public Set<String> configurationFiles() {
    return Set.of(FILE);
  }
}
