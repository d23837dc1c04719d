package dev.pawl.tool;

import dev.pawl.workspace.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a language marks comments.
 *
 * @param line what begins a comment that ends with its line
 * @param open what begins a comment that ends with {@code close}; absent when the language has none
 */
public record CommentStyle(List<String> line, @Nullable String open, @Nullable String close) {

  private static final CommentStyle SLASHES = new CommentStyle(List.of("//"), "/*", "*/");
  private static final CommentStyle HASH = new CommentStyle(List.of("#"), null, null);
  private static final CommentStyle MARKUP = new CommentStyle(List.of(), "<!--", "-->");
  private static final CommentStyle NONE = new CommentStyle(List.of(), null, null);

  /** The style of a language. */
  public static CommentStyle of(Language language) {
    return switch (language) {
      case JAVA, JAVASCRIPT, TYPESCRIPT, GO, RUST, C, CPP, CSHARP, SWIFT, KOTLIN, SCALA -> SLASHES;
      case PHP -> new CommentStyle(List.of("//", "#"), "/*", "*/");
      case CSS -> new CommentStyle(List.of(), "/*", "*/");
      case SQL -> new CommentStyle(List.of("--"), "/*", "*/");
      case PYTHON, RUBY, SHELL, DOCKERFILE, MAKEFILE, YAML, TOML -> HASH;
      case HTML, XML, MARKDOWN -> MARKUP;
      case JSON -> NONE;
    };
  }
}
