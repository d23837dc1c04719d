package dev.pawl.externaltool;

import dev.pawl.tool.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Determines the edition of Rust for a file from the nearest {@code Cargo.toml}, as {@code cargo fmt} does. */
final class CargoEditions {

  /** The argument that stands for the edition. */
  static final String PLACEHOLDER = "{edition}";

  /** The edition of files without a package. */
  private static final String DEFAULT = "2021";

  /** The edition of a package that names none. */
  private static final String OLDEST = "2015";

  private static final String MANIFEST = "Cargo.toml";
  private static final Pattern TABLE = Pattern.compile("\\s*\\[\\s*([\\w.-]+)\\s*]\\s*(#.*)?");
  private static final Pattern EDITION =
      Pattern.compile("\\s*edition\\s*=\\s*[\"'](\\d{4})[\"'].*");
  private static final Pattern INHERITED =
      Pattern.compile(
          "\\s*edition(\\.workspace\\s*=\\s*true|\\s*=\\s*\\{\\s*workspace\\s*=\\s*true\\s*}).*");

  private final Map<Path, Optional<String>> byFolder = new HashMap<>();

  /** Returns the edition of a file. */
  String editionOf(SourceFile source) {
    Path root = source.root();
    Path folder = source.file().getParent();
    return folder == null ? DEFAULT : findEdition(folder, root).orElse(DEFAULT);
  }

  private Optional<String> findEdition(Path folder, Path root) {
    Optional<String> known = byFolder.get(folder);
    if (known == null) {
      known = packageEdition(folder, root);
      Path parent = folder.getParent();
      if (known.isEmpty() && parent != null && !folder.equals(root) && folder.startsWith(root)) {
        known = findEdition(parent, root);
      }
      byFolder.put(folder, known);
    }
    return known;
  }

  /** Returns the edition of the package of a folder; empty if the folder has no package. */
  private static Optional<String> packageEdition(Path folder, Path root) {
    Manifest manifest = Manifest.read(folder);
    if (!manifest.isPackage) {
      return Optional.empty();
    }
    if (!manifest.inherits) {
      return Optional.of(manifest.packageEdition == null ? OLDEST : manifest.packageEdition);
    }
    for (Path parent = folder; parent != null; parent = parent.getParent()) {
      String edition = Manifest.read(parent).workspaceEdition;
      if (edition != null) {
        return Optional.of(edition);
      }
      if (parent.equals(root)) {
        break;
      }
    }
    return Optional.of(OLDEST);
  }

  private record Manifest(
      boolean isPackage,
      boolean inherits,
      @Nullable String packageEdition,
      @Nullable String workspaceEdition) {

    static Manifest read(Path folder) {
      boolean isPackage = false;
      boolean inherits = false;
      String packageEdition = null;
      String workspaceEdition = null;
      String table = "";
      for (String line : lines(folder.resolve(MANIFEST))) {
        Matcher header = TABLE.matcher(line);
        Matcher edition = EDITION.matcher(line);
        if (header.matches()) {
          table = header.group(1);
          isPackage |= table.equals("package");
        } else if (table.equals("package") && INHERITED.matcher(line).matches()) {
          inherits = true;
        } else if (edition.matches() && table.equals("package")) {
          packageEdition = edition.group(1);
        } else if (edition.matches() && table.equals("workspace.package")) {
          workspaceEdition = edition.group(1);
        }
      }
      return new Manifest(isPackage, inherits, packageEdition, workspaceEdition);
    }

    private static List<String> lines(Path file) {
      try {
        return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
      } catch (IOException unreadable) {
        return List.of();
      }
    }
  }
}
