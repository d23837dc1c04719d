package dev.pawl.wasm;

import dev.pawl.language.Language;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolArguments;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolDetection;
import dev.pawl.wasm.FormatterInstance.FormatRequest;
import dev.pawl.workspace.Workspace;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A formatter of one language that runs as WebAssembly; unavailable until its npm package is installed. */
final class WasmFormatter implements TextFixer {

  /** Files that programs generate, and would overwrite in their own format. */
  private static final List<String> GENERATED =
      List.of(".lock", "package-lock.json", "npm-shrinkwrap.json");

  private final String name;
  private final Language language;
  private final FormatterPool pool;
  private final FormatterOptions options;
  private final ToolArguments style;

  WasmFormatter(String name, Language language, FormatterPool pool, FormatterOptions options) {
    this(name, language, pool, options, ToolArguments.NONE);
  }

  private WasmFormatter(
      String name,
      Language language,
      FormatterPool pool,
      FormatterOptions options,
      ToolArguments style) {
    this.name = name;
    this.language = language;
    this.pool = pool;
    this.options = options;
    this.style = style;
  }

  @Override
  public Fixer inStyle(@Nullable String newStyle) {
    var wanted = ToolArguments.of(newStyle);
    return options
        .with(wanted.passed())
        .map(styled -> new WasmFormatter(name, language, pool, styled, wanted))
        .orElseGet(() ->
            new WasmFormatter(
                name,
                language,
                pool,
                options,
                new ToolArguments(
                    List.of(),
                    Stream.concat(wanted.passed().stream(), wanted.leftOut().stream()).toList())));
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns whether the formatter is installed. */
  boolean isInstalled() {
    return pool.npm().isInstalled();
  }

  @Override
  public String version() {
    return pool.npm().version();
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    return isInstalled()
        ? style.note(ToolDetection.builtIn(version()))
        : ToolDetection.unavailable("is not installed (npm install --prefix tools/wasm)");
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(options.configurationFiles());
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public Set<Language> formattedLanguages() {
    return Set.of(language);
  }

  @Override
  public boolean handles(SourceFile source) {
    return TextFixer.super.handles(source)
        && GENERATED.stream().noneMatch(source.path()::endsWith)
        && isInstalled();
  }

  @Override
  public String fix(SourceFile source) throws UnfixableException {
    if (!isInstalled()) {
      throw new UnfixableException(name + " is not installed");
    }
    if (source.text().isBlank()) {
      return source.text();
    }
    String text = source.withLfLineEndings().text();
    return source.restoreLineEndings(
        pool.format(
            new FormatRequest(options.formatterPath(source), text, options.forFile(source))));
  }
}
