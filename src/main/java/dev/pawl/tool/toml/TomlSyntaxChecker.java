package dev.pawl.tool.toml;

import dev.pawl.command.Finding;
import dev.pawl.tool.FileFailure;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.toml.TomlFactory;
import tools.jackson.dataformat.toml.TomlMapper;

/** Parses TOML. */
@Component
class TomlSyntaxChecker implements SyntaxChecker {

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .build();

  private final TomlMapper mapper =
      new TomlMapper(TomlFactory.builder().streamReadConstraints(CONSTRAINTS).build());

  @Override
  public String name() {
    return "toml";
  }

  @Override
  public String version() {
    return LibraryVersion.version(
        TomlMapper.class, "tools.jackson.dataformat/jackson-dataformat-toml");
  }

  @Override
  public boolean handles(String path) {
    return SourceFile.extension(path).equals("toml");
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    try {
      mapper.readTree(source.text());
      return List.of();
    } catch (StreamConstraintsException e) {
      return List.of(FileFailure.notChecked(source.path(), name(), FileFailure.TOO_DEEP));
    } catch (JacksonException e) {
      var location = e.getLocation();
      return List.of(
          syntaxError(
              source,
              location == null ? 0 : location.getLineNr(),
              location == null ? 0 : location.getColumnNr(),
              e.getOriginalMessage()));
    }
  }
}
