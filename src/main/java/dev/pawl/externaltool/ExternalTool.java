package dev.pawl.externaltool;

import dev.pawl.language.Language;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program that checks or rewrites files, as described by a YAML file.
 *
 * @param name the name of the tool
 * @param languages the languages that it handles
 * @param executable the name of the executable on PATH
 * @param own the path of the executable inside a target, relative to the target; used only for trusted targets
 * @param version the arguments that print the version
 * @param fix the arguments for rewriting the files that follow; null when the program cannot rewrite files
 * @param fixed the exit codes of a successful rewrite
 * @param check the arguments for checking the files that follow; null when the program cannot check files
 * @param checked the exit codes of a successful check
 * @param clean the arguments for making the safe fixes of a linter in the files that follow: with a report format, the
 *     program only reports them; without, it rewrites the files
 * @param output the report format
 * @param mistakes a pattern of the rules that report likely mistakes; what all other rules report are notes in files for
 *     which the target does not configure the program. If it is absent, all rules report likely mistakes
 * @param configuration the names of the configuration files in a target
 * @param needsConfiguration whether the program is used only with a configuration
 * @param executes whether the configuration can run code
 * @param isolated the arguments with which the program looks for no configuration, as it must in a target that is not
 *     trusted; null when there are none, so that it is not used there
 * @param isolatedFiles the content of the files that these arguments name, by their path in the home folder of the
 *     program
 * @param singleFiles whether the program needs no other file than those it is given
 * @param maxCharacters the maximum length of the files that the program gets, by language, where longer ones would take
 *     it minutes
 * @param standardInput whether the program gets each file of a target that is not trusted on its standard input, and
 *     writes the result to its standard output, because it would otherwise read files that the code names
 * @param options the places of the options that a target may set without being trusted
 * @param permitted the arguments for these options, by name
 * @param editorconfig the arguments for options in {@code .editorconfig}, by name
 * @param environment additional environment variables
 * @param folders variables with the folders that the program needs, with their places below the home folder of the user
 *     who runs Pawl; the program gets the value that Pawl has, or that place if it exists
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
    @Nullable List<String> clean,
    @Nullable ToolOutputFormat output,
    @Nullable String mistakes,
    @Nullable Set<String> configuration,
    boolean needsConfiguration,
    boolean executes,
    @Nullable List<String> isolated,
    @Nullable Map<String, String> isolatedFiles,
    boolean singleFiles,
    @Nullable Map<String, Integer> maxCharacters,
    boolean standardInput,
    @Nullable List<OptionSource> options,
    @Nullable Map<String, OptionArgument> permitted,
    @Nullable Map<String, OptionArgument> editorconfig,
    @Nullable Map<String, String> environment,
    @Nullable Map<String, String> folders) {

  /** The path of the home folder of the program, in arguments. */
  static final String HOME = "{home}";

  /** The options of a target as a JSON object, in arguments and isolated files; of programs whose options are data. */
  static final String OPTIONS = "{options}";

  /** Returns whether the options of a target are passed as one JSON object. */
  boolean hasInlineOptions() {
    return isolated != null && isolated.stream().anyMatch(argument -> argument.contains(OPTIONS))
        || isolatedFiles != null
            && isolatedFiles.values().stream().anyMatch(text -> text.contains(OPTIONS));
  }

  /** Returns the places of the options that a target may set without being trusted. */
  List<OptionSource> optionSources() {
    return options == null ? List.of() : options;
  }

  /** Returns whether what a rule reports is likely a mistake, whatever style the project prefers. */
  boolean reportsMistakes(String rule) {
    return mistakes == null || Pattern.matches(mistakes, rule);
  }

  /** Returns the maximum length of the files of a language that the program gets. */
  int maxCharacters(Language language) {
    return maxCharacters == null
        ? Integer.MAX_VALUE
        : maxCharacters.getOrDefault(language.name().toLowerCase(Locale.ROOT), Integer.MAX_VALUE);
  }

  Set<Language> supportedLanguages() {
    return languages.stream()
        .map(name -> Language.valueOf(name.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  Set<String> configurationFiles() {
    return configuration == null ? Set.of() : configuration;
  }

  Set<Integer> successCodes(boolean fixing) {
    Set<Integer> codes = fixing ? fixed : checked;
    return codes == null ? Set.of(0) : codes;
  }

  Map<String, String> environmentVariables() {
    return environmentVariables(Path.of(System.getProperty("user.home")), System.getenv());
  }

  /** Returns the variables for a user with the given home folder and environment. */
  Map<String, String> environmentVariables(Path home, Map<String, String> inherited) {
    Map<String, String> variables = new HashMap<>(environment == null ? Map.of() : environment);
    if (folders != null) {
      folders.forEach((variable, place) -> {
        String value = inherited.getOrDefault(variable, home.resolve(place).toString());
        if (Files.isDirectory(Path.of(value))) {
          variables.put(variable, value);
        }
      });
    }
    return variables;
  }
}
