package dev.pawl.tool.yaml;

import dev.pawl.command.Finding;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.springframework.stereotype.Component;

/** Parses YAML; files with template expressions are skipped, because they become YAML only when rendered. */
@Component
class YamlSyntaxChecker implements SyntaxChecker {

  @Override
  public String name() {
    return "yaml";
  }

  @Override
  public String version() {
    return LibraryVersion.version(Parse.class, "org.snakeyaml/snakeyaml-engine");
  }

  @Override
  public boolean handles(String path) {
    String extension = SourceFile.extension(path);
    return extension.equals("yaml") || extension.equals("yml");
  }

  @Override
  public List<Finding> parse(SourceFile source) {
    if (source.text().contains("{{")) {
      return List.of();
    }
    var settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    try {
      new Parse(settings).parseString(source.text()).forEach(event -> {});
      return List.of();
    } catch (MarkedYamlEngineException e) {
      var mark = e.getProblemMark();
      int line = mark.map(position -> position.getLine() + 1).orElse(0);
      int column = mark.map(position -> position.getColumn() + 1).orElse(0);
      return List.of(syntaxError(source, line, column, e.getProblem()));
    } catch (YamlEngineException e) {
      return List.of(syntaxError(source, 0, 0, String.valueOf(e.getMessage())));
    }
  }
}
