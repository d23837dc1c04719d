package dev.pawl.archive;

import dev.pawl.objectstore.SharedDownloads;
import dev.pawl.project.ProjectService;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores uploaded archives, each in its own folder below a folder that all nodes share. Archives are added and removed
 * by an atomic rename, so that readers never see an incomplete one. With an object store, each node has a folder of its
 * own, and extracts the archives that other nodes received when it needs them.
 */
@Service
@EnableConfigurationProperties(ArchiveProperties.class)
public class ArchiveService {

  private static final Logger log = LoggerFactory.getLogger(ArchiveService.class);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String METADATA_FILE = "about.json";
  private static final String TREE_FOLDER = "tree";
  private static final String INCOMING_PREFIX = "incoming-";
  private static final String DELETED_PREFIX = "gone-";

  /** A submission validated just before the expiry must still find the archive when it is persisted. */
  private static final Duration GRACE_PERIOD = Duration.ofMinutes(1);

  private final ArchiveProperties properties;
  private final ObjectProvider<ArchiveUsage> usages;
  private final ProjectService projects;
  private final ArchiveObjects objects;
  private final Clock clock;
  private final IncomingSpace incoming;

  ArchiveService(
      ArchiveProperties properties,
      ObjectProvider<ArchiveUsage> usages,
      ProjectService projects,
      ArchiveObjects objects,
      Clock clock) {
    this.properties = properties;
    this.usages = usages;
    this.projects = projects;
    this.objects = objects;
    this.clock = clock;
    this.incoming = new IncomingSpace(properties.maxTotalSize());
  }

  /** Returns the target name of an archive; targets of other kinds never have this name. */
  public static String targetName(String id) {
    return "archive:" + id;
  }

  /**
   * Stores and extracts an upload.
   *
   * @param declaredSize the declared length in bytes; -1 if unknown
   * @throws ArchiveRejectedException if the archive is rejected; nothing of it is stored then
   */
  Archive upload(InputStream body, long declaredSize) throws IOException {
    checkSize(declaredSize);
    checkStoredSize();
    String id = UUID.randomUUID().toString();
    Path stagingFolder = createStagingFolder();
    try (IncomingSpace.Share space = incoming.begin()) {
      Path uploadFile = stagingFolder.resolve("upload");
      copyWithSizeLimit(body, uploadFile, space);
      ArchiveFormat format = ArchiveFormat.detect(uploadFile);
      var limits = new ExtractionLimits(properties, space, Files.size(uploadFile));
      Path tree = Files.createDirectory(stagingFolder.resolve(TREE_FOLDER)).toRealPath();
      var extracted = new ArchiveExtractor(tree, properties, limits).extract(uploadFile, format);
      objects.putUpload(id, uploadFile);
      Files.delete(uploadFile);
      Instant now = clock.instant();
      var archive =
          new Archive(
              id,
              format,
              extracted.files(),
              extracted.bytes(),
              limits.storedBytes(),
              extracted.omitted(),
              projects.currentName().orElse(null),
              now,
              now.plus(properties.retention()));
      writeMetadata(stagingFolder, archive);
      store(stagingFolder, archive);
      return archive;
    } finally {
      FileSystemUtils.deleteRecursively(stagingFolder);
    }
  }

  private Path createStagingFolder() throws IOException {
    return Files.createDirectories(
        properties.folder().resolve(INCOMING_PREFIX + UUID.randomUUID()));
  }

  private static void writeMetadata(Path folder, Archive archive) throws IOException {
    Files.write(folder.resolve(METADATA_FILE), JsonMapper.shared().writeValueAsBytes(archive));
  }

  /** Extracts an archive that another node received; returns empty if the object store does not have it. */
  private Optional<Path> fetch(String id) throws IOException {
    Path folder = folderOf(id).resolve(TREE_FOLDER);
    objects.shareDownload(
        id,
        progress -> {
          Optional<Archive> archive =
              Files.isDirectory(folder) ? Optional.empty() : objects.findContent(id);
          if (archive.isPresent()) {
            extract(archive.get(), progress);
          }
        });
    return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
  }

  private void extract(Archive archive, SharedDownloads.Progress progress) throws IOException {
    Path stagingFolder = createStagingFolder();
    try (IncomingSpace.Share space = incoming.begin()) {
      Path upload = stagingFolder.resolve("upload");
      progress.receive(upload);
      if (!objects.download(archive.archiveId(), upload)) {
        return;
      }
      progress.store();
      space.reserve(Files.size(upload));
      var limits = new ExtractionLimits(properties, space, Files.size(upload));
      Path tree = Files.createDirectory(stagingFolder.resolve(TREE_FOLDER)).toRealPath();
      new ArchiveExtractor(tree, properties, limits).extract(upload, archive.format());
      Files.delete(upload);
      writeMetadata(stagingFolder, archive);
      Files.move(stagingFolder, folderOf(archive.archiveId()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FileSystemUtils.deleteRecursively(stagingFolder);
    }
  }

  private void checkSize(long bytes) {
    if (bytes > properties.maxUploadSize().toBytes()) {
      throw new ArchiveRejectedException(
          HttpStatus.CONTENT_TOO_LARGE,
          "The archive exceeds the maximum size of %,d KiB; exclude build output and downloaded"
                  .formatted(properties.maxUploadSize().toKilobytes())
              + " dependencies, or ask the operator to raise pawl.archive.max-upload-size.");
    }
  }

  /** Makes a received archive available, unless others that were received at the same time have reached a limit. */
  private synchronized void store(Path stagingFolder, Archive archive) throws IOException {
    try {
      checkStoredSize();
    } catch (ArchiveRejectedException e) {
      objects.delete(archive.archiveId());
      throw e;
    }
    objects.putMetadata(archive);
    Files.move(stagingFolder, folderOf(archive.archiveId()), StandardCopyOption.ATOMIC_MOVE);
  }

  private void checkStoredSize() {
    List<Archive> stored = findAll();
    checkStoredSize(
        "The stored archives", stored.stream(), properties.maxTotalSize(), "max-total-size");
    projects
        .currentName()
        .ifPresent(project ->
            checkStoredSize(
                "The stored archives of the project " + project,
                stored.stream().filter(archive -> project.equals(archive.project())),
                properties.maxProjectSize(),
                "max-project-size"));
  }

  private static void checkStoredSize(
      String subject, Stream<Archive> archives, DataSize max, String property) {
    long size = archives.mapToLong(Archive::sizeInLimits).sum();
    if (size >= max.toBytes()) {
      throw new ArchiveRejectedException(
          HttpStatus.INSUFFICIENT_STORAGE,
          "%s take up %,d MiB, and the limit is %,d MiB; delete some with DELETE"
                  .formatted(subject, size >> 20, max.toMegabytes())
              + " /api/v1/archives/{id}, wait until some expire, or ask the operator to raise"
              + " pawl.archive.%s.".formatted(property));
    }
  }

  private void copyWithSizeLimit(InputStream body, Path upload, IncomingSpace.Share space)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(upload)) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        size += read;
        checkSize(size);
        space.reserve(read);
        out.write(buffer, 0, read);
      }
    }
  }

  private Path folderOf(String id) {
    return properties.folder().resolve(id);
  }

  /** Returns the folder with the files of an archive, even of an expired one; empty once it is deleted. */
  public Optional<Path> findFolder(String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    Path folder = folderOf(id).resolve(TREE_FOLDER);
    if (Files.isDirectory(folder)) {
      return Optional.of(folder);
    }
    try {
      return objects.isEnabled() ? fetch(id) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether workflows can be submitted for an archive. */
  public boolean isAvailable(String id) {
    return find(id).isPresent();
  }

  /** Returns an archive that the current project can use; empty if it does not exist or has expired. */
  Optional<Archive> find(String id) {
    return readMetadata(id)
        .filter(archive -> archive.expiresAt().isAfter(clock.instant()))
        .filter(archive -> projects.isAccessible(archive.project()));
  }

  private Optional<Archive> readMetadata(String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    try {
      return objects.isEnabled() ? objects.find(id) : readMetadataFile(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Archive> readMetadataFile(String id) throws IOException {
    try {
      byte[] json = Files.readAllBytes(folderOf(id).resolve(METADATA_FILE));
      return Optional.of(JsonMapper.shared().readValue(json, Archive.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Returns all archives that the current project can use, newest first. */
  List<Archive> list() {
    Instant now = clock.instant();
    return findAll().stream()
        .filter(archive -> archive.expiresAt().isAfter(now))
        .filter(archive -> projects.isAccessible(archive.project()))
        .sorted(Comparator.comparing(Archive::createdAt).reversed())
        .toList();
  }

  /** Returns the archives of all projects, also those that have expired and are not deleted yet. */
  private List<Archive> findAll() {
    try {
      return objects.isEnabled()
          ? objects.list()
          : folderNames().stream().flatMap(id -> readMetadata(id).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> folderNames() {
    var names = new ArrayList<String>();
    if (Files.isDirectory(properties.folder())) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(properties.folder())) {
        folders.forEach(folder -> names.add(folder.getFileName().toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return names;
  }

  /**
   * Deletes an archive.
   *
   * @throws ArchiveInUseException if an unfinished workflow uses it
   */
  void delete(String id) throws IOException {
    List<String> workflows = findActiveWorkflows(id);
    if (!workflows.isEmpty()) {
      throw new ArchiveInUseException(id, workflows);
    }
    objects.delete(id);
    deleteFolder(id);
  }

  private List<String> findActiveWorkflows(String id) {
    return usages.stream()
        .flatMap(usage -> usage.findActiveWorkflows(targetName(id)).stream())
        .toList();
  }

  private void deleteFolder(String id) throws IOException {
    Path deletedFolder = properties.folder().resolve(DELETED_PREFIX + UUID.randomUUID());
    try {
      Files.move(folderOf(id), deletedFolder, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      log.debug("Archive already deleted by another node: {}", id);
    }
    deleteQuietly(deletedFolder);
  }

  private static void deleteQuietly(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      log.debug(
          "Failed to delete folder, leaving it to another node or the next cleanup: {} ({})",
          folder,
          e.getMessage());
    }
  }

  /** Deletes expired archives that are not in use, and the leftovers of crashes. */
  @Scheduled(fixedDelayString = "${pawl.archive.cleanup-interval:10m}")
  void deleteExpired() throws IOException {
    Instant now = clock.instant();
    for (Archive archive : findAll()) {
      if (isDeletable(archive, now)) {
        log.info("Deleting expired archive: {}", targetName(archive.archiveId()));
        objects.delete(archive.archiveId());
        deleteFolder(archive.archiveId());
      }
    }
    for (String name : folderNames()) {
      if (name.startsWith(DELETED_PREFIX)
          || name.startsWith(INCOMING_PREFIX) && isAbandoned(name, now)) {
        deleteQuietly(properties.folder().resolve(name));
      } else if (ID.matcher(name).matches() && isDeletedElsewhere(name)) {
        deleteFolder(name);
      }
    }
    if (objects.isEnabled()) {
      objects.deleteContents(now, now.minus(properties.retention()));
    }
  }

  /** Returns whether another node has deleted an archive that this node had extracted. */
  private boolean isDeletedElsewhere(String id) throws IOException {
    return objects.isEnabled() && objects.find(id).isEmpty() && findActiveWorkflows(id).isEmpty();
  }

  private boolean isDeletable(Archive archive, Instant now) {
    return archive.expiresAt().plus(GRACE_PERIOD).isBefore(now)
        && findActiveWorkflows(archive.archiveId()).isEmpty();
  }

  private boolean isAbandoned(String name, Instant now) throws IOException {
    try {
      Instant modified = Files.getLastModifiedTime(properties.folder().resolve(name)).toInstant();
      return modified.plus(properties.retention()).isBefore(now);
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
