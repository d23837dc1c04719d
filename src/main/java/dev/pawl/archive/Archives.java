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
 * Stores uploaded archives, each in its own folder below a folder that all nodes share. Archives are added and removed
 * by an atomic rename, so that readers never see an incomplete one.
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

  /** A submission validated just before the expiry must still find the archive when it is persisted. */
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

  /** Returns the target name of an archive; targets of other kinds never have this name. */
  public static String targetName(String id) {
    return "archive:" + id;
  }

  /**
   * Stores and extracts an upload.
   *
   * @param declared the declared length in bytes; -1 if unknown
   * @throws RefusedArchive if the archive is rejected; nothing of it is stored then
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
          "The archive exceeds the maximum size of %,d KiB; exclude build output and downloaded"
                  .formatted(properties.upload().toKilobytes())
              + " dependencies, or ask the operator to raise pawl.archive.max-upload-size.");
    }
  }

  private void checkRoom() {
    long kept = names().stream().flatMap(id -> read(id).stream()).mapToLong(Archive::bytes).sum();
    if (kept >= properties.total().toBytes()) {
      throw new RefusedArchive(
          HttpStatus.INSUFFICIENT_STORAGE,
          "The stored archives take %,d MiB, the limit is %,d MiB; delete some with DELETE"
                  .formatted(kept >> 20, properties.total().toMegabytes())
              + " /api/v1/archives/{id}, wait until some expire, or ask the operator to raise"
              + " pawl.archive.max-total-size.");
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

  /** Returns the folder with the files of an archive, even of an expired one; empty once it is deleted. */
  public Optional<Path> folder(String id) {
    return ID.matcher(id).matches()
        ? Optional.of(folderOf(id).resolve(TREE)).filter(Files::isDirectory)
        : Optional.empty();
  }

  /** Returns whether workflows can be submitted for an archive. */
  public boolean isOpen(String id) {
    return find(id).isPresent();
  }

  /** Returns an archive that the current project can use; empty if it does not exist or has expired. */
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

  /** Returns all archives that the current project can use, newest first. */
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
   * Deletes an archive.
   *
   * @throws ArchiveInUse if an unfinished workflow uses it
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
      log.debug("Archive already deleted by another node: {}", id);
    }
    wipe(gone);
  }

  private static void wipe(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      log.debug(
          "Folder not deleted, left to another node or the next cleanup: {} ({})",
          folder,
          e.getMessage());
    }
  }

  /** Deletes expired archives that are not in use, and the leftovers of crashes. */
  @Scheduled(fixedDelayString = "${pawl.archive.cleanup-interval:10m}")
  void runOnce() throws IOException {
    Instant now = clock.instant();
    for (String name : names()) {
      if (name.startsWith(GONE) || name.startsWith(INCOMING) && isOld(name, now)) {
        wipe(properties.folder().resolve(name));
      } else if (read(name).filter(one -> isOver(one, now)).isPresent()) {
        log.info("Deleting expired archive: {}", targetName(name));
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
