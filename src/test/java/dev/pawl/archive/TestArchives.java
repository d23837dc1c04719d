package dev.pawl.archive;

import dev.pawl.project.TestProjects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.util.unit.DataSize;

/** Creates archives without a Spring context, for tests. */
public final class TestArchives {

  private TestArchives() {}

  /** Creates archives in a folder, with the usual limits and without workflows that use them. */
  public static ArchiveService inFolder(Path folder) {
    return new ArchiveService(
        properties(folder),
        usedBy(List.of()),
        TestProjects.none(),
        new ArchiveObjects(Optional.empty()),
        Clock.systemUTC());
  }

  /** Uploads an archive and returns its id. */
  public static String upload(ArchiveService archives, byte[] body) {
    try {
      return archives.upload(new ByteArrayInputStream(body), body.length).archiveId();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ArchiveProperties properties(Path folder) {
    return properties(folder, DataSize.ofMegabytes(64), DataSize.ofMegabytes(64));
  }

  static ArchiveProperties properties(Path folder, DataSize maxTotal, DataSize maxProject) {
    return new ArchiveProperties(
        folder,
        DataSize.ofMegabytes(10),
        DataSize.ofMegabytes(20),
        maxTotal,
        maxProject,
        1000,
        100,
        1024,
        50,
        Duration.ofHours(24),
        Duration.ofMinutes(10));
  }

  /** Returns a provider that reports these workflows; the list can be changed later. */
  static ObjectProvider<ArchiveUsage> usedBy(List<String> workflows) {
    var beans = new StaticListableBeanFactory();
    beans.addBean("use", (ArchiveUsage) target -> workflows);
    return beans.getBeanProvider(ArchiveUsage.class);
  }
}
