package dev.pawl.proof;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Knows whether loading a module of Python or JavaScript can have an effect. */
final class ModuleEffects {

  /** The modules of Python's standard library that only define names. */
  private static final Set<String> PYTHON_WITHOUT_EFFECT =
      Set.of(
          ("abc argparse array ast asyncio base64 bisect builtins bz2 calendar cmath collections"
                  + " colorsys concurrent configparser contextlib contextvars copy copyreg csv"
                  + " ctypes dataclasses datetime decimal difflib dis email enum errno filecmp"
                  + " fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob"
                  + " graphlib gzip hashlib heapq hmac html http importlib inspect io ipaddress"
                  + " itertools json keyword linecache locale logging lzma math mimetypes"
                  + " multiprocessing numbers operator os pathlib pdb pickle pkgutil platform"
                  + " plistlib pprint profile pstats queue quopri random re reprlib sched secrets"
                  + " select selectors shelve shlex shutil smtplib socket socketserver sqlite3 ssl"
                  + " stat statistics string struct subprocess sys sysconfig tarfile tempfile"
                  + " textwrap threading time timeit token tokenize tomllib traceback types typing"
                  + " unicodedata unittest urllib uuid warnings wave weakref xml xmlrpc zipfile"
                  + " zipimport zlib zoneinfo")
              .split(" "));

  /** The modules of Node.js that only define names. */
  private static final Set<String> NODE_WITHOUT_EFFECT =
      Set.of(
          ("assert async_hooks buffer child_process cluster console constants crypto dgram dns"
                  + " events fs http http2 https module net os path perf_hooks process punycode"
                  + " querystring readline stream string_decoder timers tls tty url util v8 vm"
                  + " worker_threads zlib")
              .split(" "));

  /** Options of TypeScript with which it keeps unused imports. */
  private static final List<String> KEEPING_OPTIONS =
      List.of(
          "verbatimModuleSyntax",
          "preserveValueImports",
          "importsNotUsedAsValues",
          "erasableSyntaxOnly",
          "extends",
          "references");

  private final SourceFile file;

  ModuleEffects(SourceFile file) {
    this.file = file;
  }

  /** Returns why the import of a name may have an effect; empty if it has none. */
  Optional<String> findEffect(ImportedName name) {
    Language language = file.language().orElse(Language.JAVA);
    boolean harmless =
        switch (language) {
          case PYTHON -> isStandard(name.module());
          case TYPESCRIPT -> isNodeModule(name.module()) || omitsUnusedImports();
          default -> isNodeModule(name.module());
        };
    return harmless
        ? Optional.empty()
        : Optional.of("loading %s may have an effect".formatted(name.module()));
  }

  private boolean isStandard(String module) {
    String top = module.split("\\.", 2)[0];
    return PYTHON_WITHOUT_EFFECT.contains(top) && !isOwnModule(top);
  }

  /** Returns whether the target has a module of this name, which Python may find first. */
  private boolean isOwnModule(String name) {
    Path parent = file.file().getParent();
    for (Path folder : List.of(file.root(), file.root().resolve("src"))) {
      if (isModule(folder, name)) {
        return true;
      }
    }
    return parent != null && isModule(parent, name);
  }

  private static boolean isModule(Path folder, String name) {
    return Files.exists(folder.resolve(name + ".py")) || Files.isDirectory(folder.resolve(name));
  }

  /** Returns whether an item that is imported from a module may itself be a module, which the import loads. */
  boolean mayBeModule(ImportedName name) {
    boolean constantOrClass = Character.isUpperCase(name.item().charAt(0));
    return !constantOrClass && !isStandard(name.module()) && !isPlainModule(name.module());
  }

  /** Returns whether a module of the target is one file, and not a package that contains modules. */
  private boolean isPlainModule(String module) {
    if (module.startsWith(".")) {
      Path folder = file.file().getParent();
      for (int dots = 1; dots < module.length() && module.charAt(dots) == '.'; dots++) {
        folder = folder == null ? null : folder.getParent();
      }
      String path = module.replaceFirst("^\\.+", "").replace('.', '/');
      return folder != null && !path.isEmpty() && isFileOnly(folder, path);
    }
    String path = module.replace('.', '/');
    return isFileOnly(file.root(), path) || isFileOnly(file.root().resolve("src"), path);
  }

  private static boolean isFileOnly(Path folder, String path) {
    return Files.isRegularFile(folder.resolve(path + ".py"))
        && !Files.isDirectory(folder.resolve(path));
  }

  private static boolean isNodeModule(String module) {
    String name = module.startsWith("node:") ? module.substring("node:".length()) : module;
    return NODE_WITHOUT_EFFECT.contains(name.split("/", 2)[0]);
  }

  /**
   * Returns whether the compiler of TypeScript removes unused imports itself: some configuration that may apply exists, and none
   * of them keeps imports, or refers to others that are not read here.
   */
  private boolean omitsUnusedImports() {
    boolean configured = false;
    try {
      for (Path folder = file.file().getParent();
          folder != null && folder.startsWith(file.root());
          folder = folder.getParent()) {
        try (var configurations = Files.newDirectoryStream(folder, "tsconfig*.json")) {
          for (Path configuration : configurations) {
            String text = Files.readString(configuration);
            if (KEEPING_OPTIONS.stream().anyMatch(text::contains)) {
              return false;
            }
            configured = true;
          }
        }
      }
    } catch (IOException e) {
      return false;
    }
    return configured;
  }
}
