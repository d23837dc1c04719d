package dev.pawl.tool.wasm;

import dev.pawl.tool.Detection;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.wasm.Guest.Request;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace;
import java.util.List;
import java.util.Set;

/** A formatter of one language that runs as WebAssembly; unavailable until its npm package is installed. */
final class WasmFixer implements TextFixer {

  /** Files that programs generate, and would overwrite in their own format. */
  private static final List<String> GENERATED =
      List.of(".lock", "package-lock.json", "npm-shrinkwrap.json");

  private final String name;
  private final Language language;
  private final Guests guests;
  private final Options options;

  WasmFixer(String name, Language language, Guests guests, Options options) {
    this.name = name;
    this.language = language;
    this.guests = guests;
    this.options = options;
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns whether the formatter is installed. */
  boolean present() {
    return guests.npm().present();
  }

  @Override
  public String version() {
    return guests.npm().version();
  }

  @Override
  public Detection detect(Workspace workspace) {
    return present()
        ? Detection.builtIn(version())
        : Detection.missing("is not installed (npm install --prefix tools/wasm)");
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(options.files());
  }

  @Override
  public Purpose purpose() {
    return Purpose.LAYOUT;
  }

  @Override
  public Set<Language> formatterOf() {
    return Set.of(language);
  }

  @Override
  public boolean handles(SourceFile source) {
    return TextFixer.super.handles(source)
        && GENERATED.stream().noneMatch(source.path()::endsWith)
        && present();
  }

  @Override
  public String fix(SourceFile source) throws Unfixable {
    if (!present()) {
      throw new Unfixable(name + " is not installed");
    }
    if (source.text().isBlank()) {
      return source.text();
    }
    String text = source.plain().text();
    return source.ended(guests.format(new Request(options.path(source), text, options.of(source))));
  }
}
