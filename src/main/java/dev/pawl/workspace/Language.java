package dev.pawl.workspace;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A language that files are written in, known by their names (3-integrity-and-formats, "Languages by file name"). */
public enum Language {
  JAVASCRIPT(true, "js jsx mjs cjs"),
  TYPESCRIPT(true, "ts tsx mts cts"),
  PYTHON(true, "py pyx pyi"),
  RUBY(true, "rb rake", "gemfile", "rakefile"),
  GO(true, "go"),
  RUST(true, "rs"),
  JAVA(true, "java"),
  C(true, "c h"),
  CPP(true, "cpp hpp cc cxx"),
  CSHARP(true, "cs"),
  PHP(true, "php"),
  SWIFT(true, "swift"),
  KOTLIN(true, "kt kts"),
  SCALA(true, "scala sc"),
  CSS(true, "css scss sass less"),
  HTML(true, "html htm"),
  SHELL(true, "sh bash zsh"),
  SQL(true, "sql"),
  DOCKERFILE(true, "dockerfile", "dockerfile", "containerfile"),
  MAKEFILE(true, "mk", "makefile", "gnumakefile"),
  XML(false, "xml"),
  JSON(false, "json"),
  YAML(false, "yaml yml"),
  TOML(false, "toml"),
  MARKDOWN(false, "md markdown");

  private static final Map<String, Language> BY_EXTENSION = new HashMap<>();
  private static final Map<String, Language> BY_NAME = new HashMap<>();
  private static final Map<String, Language> BY_INTERPRETER =
      Map.of(
          "sh",
          SHELL,
          "bash",
          SHELL,
          "zsh",
          SHELL,
          "dash",
          SHELL,
          "python",
          PYTHON,
          "node",
          JAVASCRIPT,
          "ruby",
          RUBY,
          "php",
          PHP);

  static {
    for (Language language : values()) {
      language.extensions.forEach(extension -> BY_EXTENSION.put(extension, language));
      language.names.forEach(name -> BY_NAME.put(name, language));
    }
  }

  private final boolean source;
  private final List<String> extensions;
  private final List<String> names;

  Language(boolean source, String extensions, String... names) {
    this.source = source;
    this.extensions = Arrays.asList(extensions.split(" "));
    this.names = List.of(names);
  }

  /** The language of a file, by its path alone. */
  public static Optional<Language> of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    Language byName = BY_NAME.get(name);
    return Optional.ofNullable(
        byName == null && dot > 0 ? BY_EXTENSION.get(name.substring(dot + 1)) : byName);
  }

  /**
   * The language of a file whose name may not tell.
   *
   * @param firstLine where a program names its interpreter
   */
  public static Optional<Language> of(String path, String firstLine) {
    Optional<Language> known = of(path);
    if (known.isPresent() || !firstLine.startsWith("#!")) {
      return known;
    }
    for (String word : firstLine.substring(2).strip().split("[\\s/]+")) {
      Language language = BY_INTERPRETER.get(word.replaceAll("[\\d.]+$", ""));
      if (language != null) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /** Its name in configurations and answers, such as {@code java}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is for programs and pages, and not for data or words. */
  public boolean isSource() {
    return source;
  }
}
