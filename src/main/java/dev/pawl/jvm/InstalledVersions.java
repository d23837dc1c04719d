package dev.pawl.jvm;

import dev.pawl.tool.FormatterExecutor;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The installed versions of one formatter, each in a folder that is named after it. */
final class InstalledVersions {

  /** A version; other names, such as those of unfinished downloads, are ignored. */
  private static final Pattern VERSION = Pattern.compile("\\d[\\w.+-]*");

  private final Path folder;
  private final FormatterEngine.Factory factory;
  private final FormatterExecutor executor;
  private final ConcurrentMap<String, FormatterVersion> loaded = new ConcurrentHashMap<>();

  InstalledVersions(Path folder, FormatterEngine.Factory factory, FormatterExecutor executor) {
    this.folder = folder;
    this.factory = factory;
    this.executor = executor;
  }

  /** Returns the command that installs a version; empty if the text is no version. */
  static Optional<String> installation(String formatter, String version) {
    return VERSION.matcher(version).matches()
        ? Optional.of("tools/jvm/fetch %s %s".formatted(formatter, version))
        : Optional.empty();
  }

  /** Returns a version if it is installed, otherwise the newest one; empty if none is installed. */
  Optional<String> choose(@Nullable String wanted) {
    List<String> installed = list();
    return installed.stream()
        .filter(version -> version.equals(wanted))
        .findFirst()
        .or(() -> installed.stream().max(Comparator.comparing(Version::parse)));
  }

  /** Returns the installed versions, sorted by name. */
  List<String> list() {
    try (var versions = Files.list(folder)) {
      return versions
          .filter(Files::isDirectory)
          .map(version -> String.valueOf(version.getFileName()))
          .filter(name -> VERSION.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Returns a version that is installed. */
  FormatterVersion get(String version) {
    return loaded.computeIfAbsent(
        version, name -> new FormatterVersion(folder.resolve(name), factory, executor));
  }
}
