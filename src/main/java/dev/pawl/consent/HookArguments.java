package dev.pawl.consent;

import dev.pawl.tool.ToolArguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads the arguments with which a hook of pre-commit runs a formatter. Only those that name neither files nor plugins are
 * passed on. A formatter of which others would be left out does not format as the hook does.
 */
final class HookArguments {

  /**
   * The arguments of a tool. A value may be the next argument, which a space stands for.
   *
   * @param passed those that change the layout
   * @param ignored those that do not, or that repeat what the tool does anyway
   */
  private record Known(Pattern passed, Pattern ignored) {

    static Known of(String passed, String ignored) {
      return new Known(Pattern.compile(passed), Pattern.compile(ignored));
    }
  }

  private static final String SHFMT = "shfmt";

  private static final Map<String, Known> TOOLS =
      Map.of(
          "black",
          Known.of(
              "(-l ?|--line-length[="
                  + " ])\\d{1,4}|-S|--skip-string-normalization|-C|--skip-magic-trailing-comma|--preview|(-t"
                  + " ?|--target-version[= ])py3\\d{1,2}",
              // The patterns do not apply to files that a hook names.
              "-q|--quiet|-v|--verbose|--safe|--fast|--check|--diff|--(no-)?color|--no-cache|--workers[="
                  + " ]\\d+|--config[= ](\\./)?pyproject\\.toml|--((extend-)?exclude|include)[="
                  + " ].*"),
          "ruff",
          Known.of(
              "--line-length[= ]\\d{1,4}|--preview|--target-version[= ]py3\\d{1,2}",
              "-q|--quiet|-v|--verbose|-s|--silent|--check|--diff|--force-exclude|-n|--no-cache|--exit-non-zero-on-(fix|format)|--config[="
                  + " ](\\./)?(pyproject|\\.?ruff)\\.toml"),
          "isort",
          Known.of(
              "--profile[= ]\\w+|(-[lw] ?|--line-(length|width)[= ])\\d{1,4}|(-m ?|--multi-line[="
                  + " ])\\w+|--tc|--trailing-comma|--up|--use-parentheses|--ca|--combine-as|--sl"
                  + "|--force-single-line-imports|--fss|--force-sort-within-sections|(-p"
                  + " |--project[= ]|-o |--thirdparty[= ])\\w+",
              "-q|--quiet|-v|--verbose|--filter-files|-c|--check(-only)?|--diff|--atomic|--skip-gitignore|(--sp|--settings-(path|file))[="
                  + " ](\\.|pyproject\\.toml|setup\\.cfg|\\.isort\\.cfg)"),
          "prettier",
          Known.of(
              "--(print|tab)-width[= ]\\d{1,4}"
                  + "|--(no-)?(semi|use-tabs|single-quote|jsx-single-quote|bracket-spacing|bracket-same-line"
                  + "|single-attribute-per-line|experimental-ternaries)"
                  + "|--(prose-wrap|trailing-comma|arrow-parens|quote-props|end-of-line|object-wrap|html-whitespace-sensitivity|embedded-language-formatting)[="
                  + " ][a-z0-9-]+",
              "-w|--write|-c|--check|-l|--list-different|-u|--ignore-unknown|--log-?level[="
                  + " ]\\w+|--cache|--cache-strategy[="
                  + " ]\\w+|--(no-)?color|--no-error-on-unmatched-pattern|--ignore-path[="
                  + " ](\\./)?\\.(prettier|git)ignore|--config[= ](\\./)?\\.prettierrc[\\w.]*"),
          "clang-format",
          Known.of(
              "(?!)",
              "-i|--?style[= ]file|--?fallback-style[="
                  + " ]\\w+|--?verbose|--?Werror|--?dry-run|-n|--?no-diff|--?ferror-limit=\\d+"),
          SHFMT,
          Known.of(
              "(-i|--indent)[="
                  + " ]\\d{1,2}|-ci|--case-indent|-bn|--binary-next-line|-sr|--space-redirects|-kp"
                  + "|--keep-padding|-fn|--func-next-line",
              // The code that would be simplified stays as it is.
              "-w|--write|-l|--list|-d|--diff|-s|--simplify|(-ln|--language-dialect)[="
                  + " ](auto|bash)"),
          "gofmt",
          Known.of("(?!)", "-w|-l|-d|-e|-s"),
          "goimports",
          Known.of("-local[= ][\\w./,-]+", "-w|-l|-d|-e|-v"),
          "rustfmt",
          Known.of(
              "--config[= ][a-z_]+=\\w+(,[a-z_]+=\\w+)*",
              "-v|--verbose|-q|--quiet|--all|--|--check|--edition[= ]\\d{4}|--color[="
                  + " ]\\w+|--emit[= ]files"),
          "biome",
          Known.of(
              "(?!)",
              "--write|--no-errors-on-unmatched|--files-ignore-unknown=true|--colors[="
                  + " ]\\w+|--skip-parse-errors"));

  /** The options of the printer of shfmt; with any of them, it does not read {@code .editorconfig}. */
  private static final List<List<String>> SHFMT_FLAGS =
      List.of(
          List.of("-ci", "--case-indent"),
          List.of("-bn", "--binary-next-line"),
          List.of("-sr", "--space-redirects"),
          List.of("-kp", "--keep-padding"),
          List.of("-fn", "--func-next-line"));

  private HookArguments() {}

  /** Returns the arguments of a hook for a tool. */
  static ToolArguments of(String tool, JsonNode hook) {
    List<String> all = new ArrayList<>(entryArguments(tool, hook.path("entry").asString("")));
    hook.path("args").valueStream().map(JsonNode::asString).forEach(all::add);
    Known known = TOOLS.get(tool);
    var passed = new ArrayList<String>();
    var leftOut = new ArrayList<String>();
    for (int i = 0; i < all.size(); i++) {
      String argument = all.get(i);
      String pair = i + 1 < all.size() ? argument + " " + all.get(i + 1) : argument;
      if (known != null && known.ignored().matcher(argument).matches()) {
        continue;
      }
      if (known != null && known.ignored().matcher(pair).matches()) {
        i++;
      } else if (known != null && known.passed().matcher(argument).matches()) {
        passed.add(argument);
      } else if (known != null && known.passed().matcher(pair).matches()) {
        passed.addAll(List.of(argument, all.get(++i)));
      } else {
        leftOut.add(argument.replaceAll("[\\s;]+", "_"));
      }
    }
    return new ToolArguments(tool.equals(SHFMT) ? completeShfmt(passed) : passed, leftOut);
  }

  /** Returns the arguments in the command line of a hook that the target itself defines. */
  private static List<String> entryArguments(String tool, String entry) {
    List<String> words =
        Arrays.stream(entry.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    int program = words.indexOf(tool);
    return program < 0 ? words : words.subList(program + 1, words.size());
  }

  /** Returns all options of the printer, so that none is taken from {@code .editorconfig}. */
  private static List<String> completeShfmt(List<String> passed) {
    if (passed.isEmpty()) {
      return passed;
    }
    var values = new TreeMap<String, String>();
    SHFMT_FLAGS.forEach(names -> values.put(names.getFirst(), "false"));
    String indent = "0";
    for (int i = 0; i < passed.size(); i++) {
      String argument = passed.get(i);
      SHFMT_FLAGS.stream()
          .filter(names -> names.contains(argument))
          .forEach(names -> values.put(names.getFirst(), "true"));
      Matcher number = Pattern.compile("(?:.*=)?(\\d+)").matcher(argument);
      indent = number.matches() ? number.group(1) : indent;
    }
    var result = new ArrayList<String>(List.of("-i=" + indent));
    values.forEach((name, value) -> result.add(name + "=" + value));
    return result;
  }
}
