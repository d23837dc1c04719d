package dev.pawl.tool.yaml;

import dev.pawl.command.Finding;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.springframework.stereotype.Component;

/** Parses YAML, and reports keys that occur twice and aliases without an anchor. */
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
    var settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    var references = new References();
    try {
      for (Event event : new Parse(settings).parseString(source.text())) {
        Optional<String> problem = references.check(event);
        if (problem.isPresent()) {
          Optional<Mark> mark = event.getStartMark();
          return List.of(syntaxError(source, line(mark), column(mark), problem.get()));
        }
      }
      return List.of();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      return List.of(syntaxError(source, line(mark), column(mark), e.getProblem()));
    } catch (YamlEngineException e) {
      return List.of(syntaxError(source, 0, 0, String.valueOf(e.getMessage())));
    }
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(position -> position.getLine() + 1).orElse(0);
  }

  private static int column(Optional<Mark> mark) {
    return mark.map(position -> position.getColumn() + 1).orElse(0);
  }

  /** Checks the aliases and the keys of a stream of events; not recursive. */
  private static final class References {

    /** A plain text of a type other than string in the core schema of YAML. */
    private static final Pattern NO_STRING =
        Pattern.compile(
            "~|null|Null|NULL||true|True|TRUE|false|False|FALSE|[-+]?(0o?[0-7]+|0x[0-9a-fA-F]+|[0-9]+)"
                + "|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    /** Several merge keys are common, and readers merge all of them. */
    private static final String MERGE_KEY = "<<";

    /** A collection that is being read; a sequence has no keys. */
    private static final class Collection {

      private final @Nullable Set<String> keys;
      private boolean keyExpected = true;

      Collection(boolean mapping) {
        keys = mapping ? new HashSet<>() : null;
      }

      /** Records a node and returns whether it is a key. */
      boolean addNode() {
        boolean key = keys != null && keyExpected;
        keyExpected = !keyExpected;
        return key;
      }
    }

    private final Set<String> anchors = new HashSet<>();
    private final Deque<Collection> open = new ArrayDeque<>();

    /** Returns what is wrong with an event, if anything is. */
    Optional<String> check(Event event) {
      switch (event) {
        case DocumentStartEvent _ -> anchors.clear();
        case AliasEvent alias -> {
          addNode();
          String name = alias.getAlias().getValue();
          return anchors.contains(name)
              ? Optional.empty()
              : Optional.of("the alias *%s does not refer to an earlier anchor".formatted(name));
        }
        case ScalarEvent scalar -> {
          scalar.getAnchor().ifPresent(anchor -> anchors.add(anchor.getValue()));
          return addNode() ? addKey(scalar) : Optional.empty();
        }
        case CollectionStartEvent start -> {
          addNode();
          start.getAnchor().ifPresent(anchor -> anchors.add(anchor.getValue()));
          open.push(new Collection(start instanceof MappingStartEvent));
        }
        case CollectionEndEvent _ -> open.pop();
        default -> {
          // Events of streams and document ends, and comments.
        }
      }
      return Optional.empty();
    }

    private boolean addNode() {
      Collection collection = open.peek();
      return collection != null && collection.addNode();
    }

    private Optional<String> addKey(ScalarEvent scalar) {
      Collection mapping = open.element();
      String text = scalar.getValue();
      if (text.equals(MERGE_KEY) || mapping.keys == null) {
        return Optional.empty();
      }
      boolean string = !scalar.isPlain() || !NO_STRING.matcher(text).matches();
      String key = scalar.getTag().orElse(string ? "string" : "other") + " " + text;
      return mapping.keys.add(key)
          ? Optional.empty()
          : Optional.of("the key \"%s\" occurs more than once in this mapping".formatted(text));
    }
  }
}
