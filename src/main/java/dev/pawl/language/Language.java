package dev.pawl.language;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The language of a file, detected by its name or its first line. */
public enum Language {
  JAVASCRIPT("js jsx mjs cjs", "", "node nodejs bun"),
  TYPESCRIPT("ts tsx mts cts", "", "deno ts-node tsx"),
  PYTHON("py pyx pyi", "", "python pypy"),
  RUBY("rb rake gemspec", "gemfile rakefile vagrantfile", "ruby"),
  GO("go", "", ""),
  RUST("rs", "", ""),
  JAVA("java", "", "java"),
  C("c h", "", ""),
  CPP("cpp hpp cc cxx hh hxx", "", ""),
  CSHARP("cs", "", ""),
  PHP("php", "", "php"),
  SWIFT("swift", "", "swift"),
  KOTLIN("kt kts", "", "kotlin kotlinc"),
  SCALA("scala sc", "", "scala scala-cli"),
  CSS("css scss sass less", "", ""),
  HTML("html htm", "", ""),
  XML("xml xsd xsl", "", ""),
  JSON("json", "composer.lock", ""),
  YAML("yaml yml", ".clang-format", ""),
  TOML("toml", "cargo.lock poetry.lock pipfile", ""),
  MARKDOWN("md markdown", "", ""),
  SHELL("sh bash", ".bashrc .bash_profile .profile", "sh bash dash ksh ash"),
  ZSH("zsh", ".zshrc .zshenv .zprofile .zlogin .zlogout", "zsh"),
  FISH("fish", "", "fish"),
  SQL("sql", "", ""),
  DOCKERFILE("dockerfile", "dockerfile containerfile", ""),
  MAKEFILE("mk", "makefile gnumakefile", "make");

  private static final Map<String, Language> BY_EXTENSION = new HashMap<>();
  private static final Map<String, Language> BY_NAME = new HashMap<>();
  private static final Map<String, Language> BY_PROGRAM = new HashMap<>();

  static {
    for (Language language : values()) {
      language.extensions.forEach(extension -> BY_EXTENSION.put(extension, language));
      language.names.forEach(name -> BY_NAME.put(name, language));
      language.programs.forEach(program -> BY_PROGRAM.put(program, language));
    }
  }

  private final List<String> extensions;
  private final List<String> names;
  private final List<String> programs;

  Language(String extensions, String names, String programs) {
    this.extensions = split(extensions);
    this.names = split(names);
    this.programs = split(programs);
  }

  private static List<String> split(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  /** Returns the language of a file by its name. */
  public static Optional<Language> of(String path) {
    String name = nameOf(path);
    return Optional.ofNullable(BY_NAME.get(name))
        .or(() -> Optional.ofNullable(BY_EXTENSION.get(extensionOf(name))))
        .or(() -> byNamePrefix(name));
  }

  /** Returns the language of a file by its name or, without an extension, by the interpreter in its first line. */
  public static Optional<Language> of(String path, String firstLine) {
    return of(path)
        .or(() -> nameOf(path).indexOf('.') < 0 ? byProgram(firstLine) : Optional.empty());
  }

  /** Returns the name in configurations and reports, such as {@code javascript}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether it is a language of source code, and not a format of data or prose. */
  public boolean isSource() {
    return switch (this) {
      case JSON, YAML, XML, TOML, MARKDOWN -> false;
      default -> true;
    };
  }

  /** Returns the language of a well-known name with a suffix, such as {@code Dockerfile.test}. */
  private static Optional<Language> byNamePrefix(String name) {
    return BY_NAME.keySet().stream()
        .filter(candidate -> name.startsWith(candidate + "."))
        .max(Comparator.comparingInt(String::length))
        .map(BY_NAME::get);
  }

  private static Optional<Language> byProgram(String firstLine) {
    if (!firstLine.startsWith("#!")) {
      return Optional.empty();
    }
    return Arrays.stream(firstLine.substring(2).strip().split("\\s+"))
        .map(Language::nameOf)
        .filter(argument ->
            !argument.equals("env") && !argument.startsWith("-") && argument.indexOf('=') < 0)
        .findFirst()
        .map(program -> BY_PROGRAM.get(program.replaceFirst("[0-9.]+$", "")));
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private static String extensionOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }
}
