package dev.pawl.tool.external;

import dev.pawl.workspace.Language;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program that checks or rewrites files, as its YAML file describes it.
 *
 * @param name what people call it
 * @param languages the languages it speaks for
 * @param executable its name on the path of the machine
 * @param own where a target has its own, relative to the target; used only of trusted targets
 * @param version the arguments that make it say its version
 * @param fix the arguments that make it rewrite the files that follow; null when it does not
 * @param fixed the exit codes of a rewrite that worked
 * @param check the arguments that make it report on the files that follow; null when it does not
 * @param checked the exit codes of a report
 * @param output how it reports
 * @param configuration the names of files of a target that decide what it does
 * @param needsConfiguration whether it does nothing without one
 * @param executes whether its configuration can make it run code, so that it must not be read of a target that is not trusted
 * @param plain the arguments that make it read no configuration; null when it cannot be kept from it
 * @param environment variables that it needs
 */
record ExternalTool(
    String name,
    List<String> languages,
    String executable,
    @Nullable String own,
    List<String> version,
    @Nullable List<String> fix,
    @Nullable Set<Integer> fixed,
    @Nullable List<String> check,
    @Nullable Set<Integer> checked,
    @Nullable Output output,
    @Nullable Set<String> configuration,
    boolean needsConfiguration,
    boolean executes,
    @Nullable List<String> plain,
    @Nullable Map<String, String> environment) {

  Set<Language> spoken() {
    return languages.stream()
        .map(name -> Language.valueOf(name.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  Set<String> configurationFiles() {
    return configuration == null ? Set.of() : configuration;
  }

  Set<Integer> goodCodes(boolean fixing) {
    Set<Integer> codes = fixing ? fixed : checked;
    return codes == null ? Set.of(0) : codes;
  }

  Map<String, String> variables() {
    return environment == null ? Map.of() : environment;
  }
}
