package dev.pawl.tool;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The kinds of files, by their paths, that are not meant to be formatted unless a request names them. */
public enum ProtectedFile {
  /** The code of others. */
  VENDORED,
  /** What tools compress or bundle. */
  MINIFIED,
  /** The input and the expected output of tests. */
  FIXTURE,
  /** Formats in which every space counts. */
  DATA;

  private static final Set<String> VENDORED_FOLDERS =
      Set.of(
          "vendor",
          "vendored",
          "_vendor",
          "third_party",
          "third-party",
          "thirdparty",
          "3rdparty",
          "3rd_party",
          "3rd-party",
          "node_modules",
          "bower_components",
          ".yarn",
          "pods",
          "carthage");

  /** Scripts that build tools generate and replace. */
  private static final Set<String> VENDORED_NAMES =
      Set.of(
          "mvnw",
          "mvnw.cmd",
          "gradlew",
          "gradlew.bat",
          "config.guess",
          "config.sub",
          "install-sh",
          "ltmain.sh",
          "depcomp",
          "aclocal.m4");

  /** Folders of sources below which a folder is a package, whatever its name. */
  private static final Set<String> PACKAGE_ROOTS = Set.of("java", "kotlin", "scala", "groovy");

  private static final Set<String> FIXTURE_FOLDERS =
      Set.of(
          "fixture",
          "fixtures",
          "__fixtures__",
          "test-fixtures",
          "test_fixtures",
          "testfixtures",
          "testcases",
          "test-cases",
          "test_cases",
          "testdata",
          "test-data",
          "test_data",
          "__testdata__",
          "__snapshots__",
          "__image_snapshots__",
          "golden",
          "goldens",
          "goldenfiles",
          "golden_files",
          "golden-files",
          "cassettes");

  private static final Set<String> TEST_FOLDERS =
      Set.of("test", "tests", "__tests__", "spec", "specs", "testing", "e2e");

  /** Folders that contain fixtures if they are in a folder of tests. */
  private static final Set<String> FIXTURE_FOLDERS_OF_TESTS =
      Set.of(
          "expected",
          "expected_output",
          "expected-output",
          "expect",
          "input",
          "inputs",
          "output",
          "outputs",
          "snapshots",
          "baselines",
          "approvals",
          "approved",
          "data",
          "resources",
          "projects",
          "cases");

  /** Folders of tests; unlike {@link #TEST_FOLDERS} without those that may contain specifications. */
  private static final Set<String> CERTAIN_TEST_FOLDERS =
      Set.of("test", "tests", "__tests__", "testing", "e2e");

  /** Folders below those of tests for inputs that are wrong on purpose. */
  private static final Pattern WRONG_FOLDER =
      Pattern.compile(
          "(.*[-_.])?(bad|invalid|broken|malformed|corrupt(ed)?)([-_.].*)?"
              + "|errors?|negative|(compile[-_])?fail(s|ed|ing|ures?)?");

  /** A word in the name of data that is wrong on purpose. */
  private static final Set<String> WRONG_WORDS =
      Set.of(
          "error", "invalid", "bad", "broken", "malformed", "illegal", "corrupt", "wrong", "fail");

  /** The ends of the words of a name: other characters than letters, and capital letters after small ones. */
  private static final Pattern END_OF_WORD =
      Pattern.compile("[^\\p{L}]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

  /** Formats of data, which no test is written in. */
  private static final Set<String> INPUT_EXTENSIONS =
      Set.of("json", "xml", "yaml", "yml", "toml", "properties", "html", "htm", "css", "md");

  /** Sources in packages, whose names say what they are about. */
  private static final Set<String> PACKAGED_EXTENSIONS = Set.of("java", "kt", "scala", "groovy");

  /** The names of tests, of what tests share, and of modules, which are the code of the tests themselves. */
  private static final Pattern TEST_NAME =
      Pattern.compile(
          "(?i:test|tests)[-_.].*|(?i:conftest|__init__|main|mod|index|setup|helpers?|utils?)\\.[^.]+"
              + "|.*[-_.](?i:tests?|specs?|e2e|cy)\\.[^.]+"
              + "|.*(Tests?|TestCase|IT|Specs?)\\.[^.]+|Tests?\\p{Lu}[^.]*\\.[^.]+");

  /** The folder of the projects that Maven builds in order to test a plugin, unless it has sources of tests itself. */
  private static final Pattern PROJECT_OF_TEST =
      Pattern.compile("(.*/)?src/it/(?!(java|kotlin|scala|groovy|resources)/)[^/]+/.*");

  private static final Pattern MINIFIED_NAME =
      Pattern.compile(
          ".*[.-]min\\.[a-z]+|.*\\.(bundle|chunk)\\.(js|mjs|css)|.*\\.(js|css|mjs|cjs)\\.map");

  private static final Pattern FIXTURE_NAME =
      Pattern.compile(
          ".*\\.(snap|golden|approved|received|expected)(\\.[a-z0-9]+)?|.*\\.(ambr|storyshot)");

  private static final Set<String> DATA_EXTENSIONS =
      Set.of("patch", "diff", "rej", "orig", "properties", "eml", "mbox", "csv", "tsv", "psv");

  /** Returns the kinds of a path or of a glob; empty for an ordinary file. */
  public static Set<ProtectedFile> kindsOf(String path) {
    var kinds = EnumSet.noneOf(ProtectedFile.class);
    List<String> parts = List.of(path.toLowerCase(Locale.ROOT).split("/"));
    boolean inTests = false;
    boolean inPackages = false;
    for (String folder : parts.subList(0, parts.size() - 1)) {
      if (!inPackages && VENDORED_FOLDERS.contains(folder)) {
        kinds.add(VENDORED);
      }
      if (!inPackages
          && (FIXTURE_FOLDERS.contains(folder)
              || inTests && FIXTURE_FOLDERS_OF_TESTS.contains(folder))) {
        kinds.add(FIXTURE);
      }
      inTests |= TEST_FOLDERS.contains(folder);
      inPackages |= PACKAGE_ROOTS.contains(folder);
    }
    String name = parts.getLast();
    if (VENDORED_NAMES.contains(name)) {
      kinds.add(VENDORED);
    }
    if (MINIFIED_NAME.matcher(name).matches()) {
      kinds.add(MINIFIED);
    }
    if (FIXTURE_NAME.matcher(name).matches()
        || PROJECT_OF_TEST.matcher(path).matches()
        || isWrongOnPurpose(path)) {
      kinds.add(FIXTURE);
    }
    if (DATA_EXTENSIONS.contains(SourceFile.extension(name))) {
      kinds.add(DATA);
    }
    return kinds;
  }

  /**
   * Returns whether a file of tests is an input that must be rejected, by its name or a folder. The sources of the tests
   * themselves are none, such as {@code ErrorTest.java} and {@code test_errors.py}.
   */
  private static boolean isWrongOnPurpose(String path) {
    List<String> parts = List.of(path.split("/"));
    String name = parts.getLast();
    String extension = SourceFile.extension(name);
    boolean data = INPUT_EXTENSIONS.contains(extension);
    boolean inTests = false;
    boolean inPackages = false;
    boolean inWrongFolder = false;
    String parent = "";
    for (String part : parts.subList(0, parts.size() - 1)) {
      String folder = part.toLowerCase(Locale.ROOT);
      if (!inTests && parent.equals("src") && folder.equals("main")) {
        return false;
      }
      inWrongFolder |= inTests && WRONG_FOLDER.matcher(folder).matches();
      inTests |= !inPackages && CERTAIN_TEST_FOLDERS.contains(folder);
      inPackages |= PACKAGE_ROOTS.contains(folder);
      parent = folder;
    }
    if (!inTests) {
      return false;
    }
    if (data) {
      return inWrongFolder || namesWrongInput(name);
    }
    boolean packaged = inPackages && PACKAGED_EXTENSIONS.contains(extension);
    return inWrongFolder && !packaged && !TEST_NAME.matcher(name).matches();
  }

  private static boolean namesWrongInput(String name) {
    return END_OF_WORD
        .splitAsStream(name.substring(0, name.lastIndexOf('.')))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .anyMatch(WRONG_WORDS::contains);
  }

  /** Returns whether a file contains data without a language, which is changed only if it is requested by name. */
  public static boolean isData(String path) {
    Set<ProtectedFile> kinds = kindsOf(path);
    return kinds.contains(DATA) || kinds.contains(FIXTURE) && path.matches(".*\\.(snap|golden)");
  }
}
