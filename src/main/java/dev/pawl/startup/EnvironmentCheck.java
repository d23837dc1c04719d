package dev.pawl.startup;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.stereotype.Component;

/** Checks the locale and the folders of the node before any bean is created, among them the embedded database. */
@Component
class EnvironmentCheck implements BeanFactoryPostProcessor, EnvironmentAware {

  /** The encoding of file names and arguments; it follows from the locale. */
  private static final String NATIVE_ENCODING = "sun.jnu.encoding";

  private Environment environment = new StandardEnvironment();

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
    requireUtf8(System.getProperty(NATIVE_ENCODING));
    requireWritable("pawl.workspace.folder", ".pawl");
    requireWritable("pawl.archive.folder", ".pawl/archives");
  }

  /** Windows passes file names as Unicode, whatever the encoding. */
  static void requireUtf8(@Nullable String encoding) {
    if (encoding == null || File.separatorChar == '\\' || isUtf8(encoding)) {
      return;
    }
    throw new StartupException(
        "The locale of this process has the encoding %s instead of UTF-8. Files with other characters than ASCII in their names could not be read."
            .formatted(encoding),
        "Set the environment variable LC_ALL=C.UTF-8 (in a systemd unit: Environment=LC_ALL=C.UTF-8).",
        null);
  }

  private static boolean isUtf8(String encoding) {
    return Charset.isSupported(encoding)
        && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
  }

  private void requireWritable(String property, String defaultFolder) {
    Path folder =
        Binder.get(environment)
            .bind(property, String.class)
            .map(Path::of)
            .orElse(Path.of(defaultFolder))
            .toAbsolutePath()
            .normalize();
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "write-check", null));
    } catch (IOException e) {
      throw new StartupException(
          "The folder %s (%s) cannot be written: %s.".formatted(folder, property, reason(e)),
          "Give the user %s write access to the folder, free disk space if it is full, or set %s to another folder."
              .formatted(System.getProperty("user.name"), property),
          e);
    }
  }

  private static String reason(IOException exception) {
    return switch (exception) {
      case AccessDeniedException denied -> "permission denied for " + denied.getFile();
      case FileAlreadyExistsException existing -> existing.getFile() + " is not a folder";
      case FileSystemException failed when failed.getReason() != null ->
          "%s: %s".formatted(failed.getFile(), failed.getReason());
      default -> exception.toString();
    };
  }
}
