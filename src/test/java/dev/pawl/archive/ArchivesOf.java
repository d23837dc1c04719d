package dev.pawl.archive;

import dev.pawl.project.ProjectsOf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.util.unit.DataSize;

/** Creates archives without a Spring context, for tests. */
public final class ArchivesOf {

  private ArchivesOf() {}

  /** Creates archives in a folder, with the usual limits and without workflows that use them. */
  public static Archives folder(Path folder) {
    return new Archives(limits(folder), usedBy(List.of()), ProjectsOf.none(), Clock.systemUTC());
  }

  /** Uploads an archive and returns its id. */
  public static String upload(Archives archives, byte[] body) {
    try {
      return archives.receive(new ByteArrayInputStream(body), body.length).archiveId();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ArchiveProperties limits(Path folder) {
    return new ArchiveProperties(
        folder,
        DataSize.ofMegabytes(10),
        DataSize.ofMegabytes(20),
        DataSize.ofKilobytes(256),
        1000,
        100,
        1024,
        50,
        Duration.ofHours(24),
        Duration.ofMinutes(10));
  }

  /** Returns a provider that reports these workflows; the list can be changed later. */
  static ObjectProvider<ArchiveUse> usedBy(List<String> workflows) {
    var beans = new StaticListableBeanFactory();
    beans.addBean("use", (ArchiveUse) target -> workflows);
    return beans.getBeanProvider(ArchiveUse.class);
  }
}
