package dev.pawl.jvm;

import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.editorconfig.EditorConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sorts imports in the order of the style, Google or AOSP, in which the file is formatted, with the version of
 * google-java-format that the target pins, or else with that of Pawl.
 *
 * @param style the style that the build of the target configures, if it configures one
 * @param wantedVersion the version that the target pins, if it pins one
 */
record ImportOrderFixer(
    EditorConfig config,
    InstalledVersions versions,
    @Nullable Style style,
    @Nullable String wantedVersion)
    implements TextFixer {

  @Override
  public Fixer inStyle(@Nullable String name) {
    return GoogleJavaFormatter.findStyle(name)
        .<Fixer>map(known -> new ImportOrderFixer(config, versions, known, wantedVersion))
        .orElse(this);
  }

  @Override
  public Fixer inVersion(@Nullable String pinned) {
    return new ImportOrderFixer(config, versions, style, pinned);
  }

  @Override
  public Optional<String> installation(String version) {
    return InstalledVersions.installation("google-java-format", version);
  }

  @Override
  public String name() {
    return "import-order";
  }

  @Override
  public String version() {
    return installedVersion().orElse(ownVersion());
  }

  private static String ownVersion() {
    return LibraryVersion.version(ImportOrderer.class, GoogleJavaFormatter.LIBRARY);
  }

  /** Returns the pinned version if it is another one than that of Pawl, and installed. */
  private Optional<String> installedVersion() {
    return ownVersion().equals(wantedVersion)
        ? Optional.empty()
        : versions.choose(wantedVersion).filter(version -> version.equals(wantedVersion));
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.FILES);
  }

  @Override
  public Purpose purpose() {
    return Purpose.IMPORT_ORDER;
  }

  @Override
  public boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("java");
  }

  @Override
  public String fix(SourceFile source) throws UnfixableException {
    Style styleOfFile = styleOf(source);
    Optional<String> installed = installedVersion();
    if (installed.isPresent()) {
      String text = source.withLfLineEndings().text();
      return source.restoreLineEndings(
          versions
              .get(installed.get())
              .sortImports(text, FormatterStyle.parse(styleOfFile.name())));
    }
    try {
      return ImportOrderer.reorderImports(source.text(), styleOfFile);
    } catch (FormatterException e) {
      throw new UnfixableException(String.valueOf(e.getMessage()));
    }
  }

  private Style styleOf(SourceFile source) {
    if (style != null) {
      return style;
    }
    return GoogleJavaFormatter.usesFourSpaces(config.propertiesOf(source))
        ? Style.AOSP
        : Style.GOOGLE;
  }
}
