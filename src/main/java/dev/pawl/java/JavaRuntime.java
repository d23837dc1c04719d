package dev.pawl.java;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.springframework.util.function.SingletonSupplier;

/** The JVM and the class path of the service, with which classes of the service run in a process of their own. */
final class JavaRuntime {

  /** Where the classes of an executable jar are. */
  private static final String NESTED = "jar:nested:";

  private static final String LOADER = "org.springframework.boot.loader.launch.PropertiesLauncher";

  private final Path home = Path.of(Objects.requireNonNull(System.getProperty("java.home")));
  private final Supplier<Set<Path>> files = SingletonSupplier.of(this::findFiles);

  /** Returns the program that starts a JVM. */
  Path program() {
    return home.resolve("bin/java");
  }

  /** Returns the arguments that run the main method of a class of the service. */
  List<String> mainClass(Class<?> main) {
    Optional<Path> jar = executableJar();
    if (jar.isPresent()) {
      // The jar can only be read by its own loader.
      return List.of("-Dloader.main=" + main.getName(), "-cp", jar.get().toString(), LOADER);
    }
    String classPath = String.join(File.pathSeparator, classPath().map(Path::toString).toList());
    return List.of("-cp", classPath, main.getName());
  }

  /** Returns the files and folders that such a process reads: those of the JVM and of the class path, also by links. */
  Set<Path> files() {
    return Objects.requireNonNull(files.get());
  }

  private static Optional<Path> executableJar() {
    String location =
        String.valueOf(JavaRuntime.class.getProtectionDomain().getCodeSource().getLocation());
    return location.startsWith(NESTED)
        ? Optional.of(
            Path.of(
                URI.create("file:" + location.substring(NESTED.length(), location.indexOf("/!")))))
        : Optional.empty();
  }

  private static Stream<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath());
  }

  private Set<Path> findFiles() {
    var found = new LinkedHashSet<Path>();
    try {
      found.add(home);
      addLinkTargets(found);
      var pending =
          new ArrayDeque<Path>(executableJar().map(List::of).orElse(classPath().toList()));
      while (!pending.isEmpty()) {
        Path entry = pending.removeFirst();
        if (Files.exists(entry) && found.add(entry) && Files.isRegularFile(entry)) {
          pending.addAll(manifestClassPath(entry));
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the files to which links of the JVM lead: some distributions keep its configuration in {@code /etc}. */
  private void addLinkTargets(Set<Path> found) throws IOException {
    Path real = home.toRealPath();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path link : files.filter(Files::isSymbolicLink).filter(Files::exists).toList()) {
        Path target = link.toRealPath();
        if (!target.startsWith(real)) {
          found.add(target);
        }
      }
    }
  }

  /** Returns the entries that the manifest of a jar adds to the class path. */
  private static List<Path> manifestClassPath(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String entries =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return entries == null
          ? List.of()
          : Arrays.stream(entries.split(" +"))
              .filter(entry -> !entry.isEmpty())
              .map(entry -> Path.of(jar.toUri().resolve(entry)))
              .toList();
    }
  }
}
