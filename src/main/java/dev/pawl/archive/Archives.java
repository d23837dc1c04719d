package dev.pawl.archive;

import dev.pawl.project.Projects;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * All uploaded archives. Each is a folder below the one that all nodes share, and comes and goes by being renamed: who
 * sees it sees all of it.
 */
@Service
@EnableConfigurationProperties(ArchiveProperties.class)
public class Archives {

  private static final Logger log = LoggerFactory.getLogger(Archives.class);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String ABOUT = "about.json";
  private static final String TREE = "tree";
  private static final String INCOMING = "incoming-";
  private static final String GONE = "gone-";

  /** A submission that was checked in the last moment must find the archive when it is kept. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final ArchiveProperties properties;
  private final ObjectProvider<ArchiveUse> use;
  private final Projects projects;
  private final Clock clock;

  Archives(
      ArchiveProperties properties,
      ObjectProvider<ArchiveUse> use,
      Projects projects,
      Clock clock) {
    this.properties = properties;
    this.use = use;
    this.projects = projects;
    this.clock = clock;
  }

  /** The name of an archive as a target: no other target has it. */
  public static String targetName(String id) {
    return "archive:" + id;
  }

  /**
   * Takes an upload, and unpacks it.
   *
   * @param declared how long it says to be, in bytes; -1 when it does not say
   * @throws RefusedArchive when it is not as it should be; nothing of it is kept then
   */
  Archive receive(InputStream body, long declared) throws IOException {
    checkSize(declared);
    checkRoom();
    String id = UUID.randomUUID().toString();
    Path place = Files.createDirectories(properties.folder().resolve(INCOMING + id));
    try {
      Path upload = place.resolve("upload");
      keep(body, upload);
      Format format = Format.of(upload);
      var budget = new Budget(properties, Files.size(upload));
      Path tree = Files.createDirectory(place.resolve(TREE)).toRealPath();
      var unpacked = new Unpacking(tree, properties, budget).all(upload, format);
      Files.delete(upload);
      Instant now = clock.instant();
      var archive =
          new Archive(
              id,
              format,
              unpacked.files(),
              unpacked.bytes(),
              unpacked.leftOut(),
              projects.currentName().orElse(null),
              now,
              now.plus(properties.kept()));
      Files.write(place.resolve(ABOUT), JsonMapper.shared().writeValueAsBytes(archive));
      Files.move(place, folderOf(id), StandardCopyOption.ATOMIC_MOVE);
      return archive;
    } finally {
      FileSystemUtils.deleteRecursively(place);
    }
  }

  private void checkSize(long bytes) {
    if (bytes > properties.upload().toBytes()) {
      throw new RefusedArchive(
          HttpStatus.CONTENT_TOO_LARGE,
          "The archive is larger than the %,d KiB that one may be; leave out what is built or"
                  .formatted(properties.upload().toKilobytes())
              + " fetched, or let the operator set pawl.workspace.archive.upload.");
    }
  }

  private void checkRoom() {
    long kept = names().stream().flatMap(id -> read(id).stream()).mapToLong(Archive::bytes).sum();
    if (kept >= properties.total().toBytes()) {
      throw new RefusedArchive(
          HttpStatus.INSUFFICIENT_STORAGE,
          "The archives that are kept take %,d MiB, and %,d are allowed; remove some with DELETE"
                  .formatted(kept >> 20, properties.total().toMegabytes())
              + " /api/v1/archives/{id}, wait until they expire, or let the operator set"
              + " pawl.workspace.archive.total.");
    }
  }

  private void keep(InputStream body, Path upload) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(upload)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        size += read;
        checkSize(size);
        out.write(buffer, 0, read);
      }
    }
  }

  private Path folderOf(String id) {
    return properties.folder().resolve(id);
  }

  /** Where the files of an archive are, as long as they are there. */
  public Optional<Path> folder(String id) {
    return ID.matcher(id).matches()
        ? Optional.of(folderOf(id).resolve(TREE)).filter(Files::isDirectory)
        : Optional.empty();
  }

  /** Whether workflows can be submitted for an archive. */
  public boolean isOpen(String id) {
    return find(id).isPresent();
  }

  /** The archive of this identity, until it expires. */
  Optional<Archive> find(String id) {
    return read(id)
        .filter(archive -> archive.expiresAt().isAfter(clock.instant()))
        .filter(archive -> projects.isOurs(archive.project()));
  }

  private Optional<Archive> read(String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    try {
      byte[] about = Files.readAllBytes(folderOf(id).resolve(ABOUT));
      return Optional.of(JsonMapper.shared().readValue(about, Archive.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All archives that can be used, newest first. */
  List<Archive> list() {
    return names().stream()
        .flatMap(id -> find(id).stream())
        .sorted(Comparator.comparing(Archive::createdAt).reversed())
        .toList();
  }

  private List<String> names() {
    var names = new ArrayList<String>();
    if (Files.isDirectory(properties.folder())) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(properties.folder())) {
        all.forEach(folder -> names.add(folder.getFileName().toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return names;
  }

  /**
   * Removes an archive.
   *
   * @throws ArchiveInUse while a workflow that is not over uses it
   */
  void forget(String id) throws IOException {
    List<String> workflows = workflows(id);
    if (!workflows.isEmpty()) {
      throw new ArchiveInUse(id, workflows);
    }
    remove(id);
  }

  private List<String> workflows(String id) {
    return use.stream().flatMap(one -> one.workflows(targetName(id)).stream()).toList();
  }

  private void remove(String id) throws IOException {
    Path gone = properties.folder().resolve(GONE + UUID.randomUUID());
    try {
      Files.move(folderOf(id), gone, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      log.debug("Another node was faster to remove {}", id);
    }
    wipe(gone);
  }

  private static void wipe(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      log.debug("{} is removed by another node, or the next time: {}", folder, e.getMessage());
    }
  }

  /** Removes what has expired and is not used, and what a crash has left behind. */
  @Scheduled(fixedDelayString = "${pawl.workspace.archive.check:10m}")
  void runOnce() throws IOException {
    Instant now = clock.instant();
    for (String name : names()) {
      if (name.startsWith(GONE) || name.startsWith(INCOMING) && isOld(name, now)) {
        wipe(properties.folder().resolve(name));
      } else if (read(name).filter(one -> isOver(one, now)).isPresent()) {
        log.info("{} has expired", targetName(name));
        remove(name);
      }
    }
  }

  private boolean isOver(Archive archive, Instant now) {
    return archive.expiresAt().plus(GRACE).isBefore(now)
        && workflows(archive.archiveId()).isEmpty();
  }

  private boolean isOld(String name, Instant now) throws IOException {
    try {
      Instant begun = Files.getLastModifiedTime(properties.folder().resolve(name)).toInstant();
      return begun.plus(properties.kept()).isBefore(now);
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
