package dev.pawl.jvm;

import dev.pawl.language.JavaParser;
import dev.pawl.language.Language;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A formatter of one language in the version that a target pins, or else in the newest installed one.
 *
 * @param style the style that the build of the target configures, if it configures one
 * @param wantedVersion the version that the target pins, if it pins one
 */
record JvmFormatter(
    String name,
    Language language,
    InstalledVersions versions,
    FormatterStyles styles,
    @Nullable String style,
    @Nullable String wantedVersion)
    implements TextFixer {

  /** Must be incremented whenever a formatter is called in another way; part of the key of cached results. */
  private static final String INTERFACE_VERSION = "jvm 1";

  JvmFormatter(String name, Language language, InstalledVersions versions, FormatterStyles styles) {
    this(name, language, versions, styles, null, null);
  }

  @Override
  public Fixer inStyle(@Nullable String newStyle) {
    return new JvmFormatter(name, language, versions, styles, newStyle, wantedVersion);
  }

  @Override
  public Fixer inVersion(@Nullable String pinned) {
    return new JvmFormatter(name, language, versions, styles, style, pinned);
  }

  @Override
  public Optional<String> installation(String version) {
    return InstalledVersions.installation(name, version);
  }

  @Override
  public String version() {
    return versions.choose(wantedVersion).orElse("");
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    return versions
        .choose(wantedVersion)
        .map(ToolDetection::builtIn)
        .orElseGet(() -> {
          String wanted = wantedVersion == null ? "" : wantedVersion;
          return ToolDetection.unavailable(
              "is not installed (%s)"
                  .formatted(
                      installation(wanted)
                          .orElse("tools/jvm/fetch %s and a version".formatted(name))));
        });
  }

  @Override
  public String configurationKey(ToolConfigFiles configFiles) {
    return INTERFACE_VERSION + " " + configFiles.fingerprint(styles.configurationFiles());
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
    // Build scripts have the same language as Kotlin, and plugins do not format them with the
    // sources.
    return TextFixer.super.handles(source) && !source.path().endsWith(".kts");
  }

  @Override
  public List<FixResult> fix(List<SourceFile> sources, ToolContext context)
      throws InterruptedException {
    Optional<String> version = versions.choose(wantedVersion);
    if (version.isPresent()) {
      // A version that cannot be loaded is reported once, not for each file.
      versions.get(version.get()).load();
    }
    return TextFixer.super.fix(sources, context);
  }

  @Override
  public String fix(SourceFile source) throws UnfixableException {
    SpotlessToggles.requireNone(source);
    if (language == Language.JAVA && JavaParser.isNestedTooDeeply(source.text())) {
      throw new UnfixableException(JavaParser.TOO_DEEP_MESSAGE);
    }
    String version =
        versions
            .choose(wantedVersion)
            .orElseThrow(() -> new UnfixableException(name + " is not installed"));
    FormatterStyle styleOfFile =
        styles.styleOf(source, style == null ? null : FormatterStyle.parse(style));
    return source.restoreLineEndings(
        versions.get(version).format(source.withLfLineEndings().text(), styleOfFile));
  }
}
