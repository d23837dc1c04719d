package dev.pawl.objectstore;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.context.request.RequestContextHolder;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Stores objects in a bucket of an S3 service. */
final class S3ObjectStore implements ObjectStore, AutoCloseable {

  /** The error codes for an object that does not exist; a service that answers without a body has the second. */
  private static final Set<String> NO_OBJECT = Set.of("NoSuchKey", "NotFound");

  /** The error codes for a content that has not arrived as it was sent. */
  private static final Set<String> TRANSMISSION_FAULTS =
      Set.of("BadDigest", "IncompleteBody", "RequestTimeout");

  /** The maximum time for which failures are repeated in an HTTP request. */
  private static final Duration MAX_REQUEST_RETRY = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(S3ObjectStore.class);
  private static final String DIGEST = "sha256";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final Duration retryTimeout;
  private final CountDownLatch closed = new CountDownLatch(1);

  S3ObjectStore(ObjectStoreProperties properties) {
    this.bucket = Objects.requireNonNull(properties.bucket());
    this.prefix = properties.prefix();
    this.retryTimeout = properties.retryTimeout();
    var builder =
        S3Client.builder()
            .region(Region.of(properties.region()))
            .forcePathStyle(properties.pathStyle())
            .credentialsProvider(credentials(properties))
            // What is read is compared with its digest; many services do not know newer checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(properties.requestTimeout())
                    .socketTimeout(properties.requestTimeout()));
    if (properties.endpoint() != null) {
      builder.endpointOverride(properties.endpoint());
    }
    this.client = builder.build();
  }

  private static AwsCredentialsProvider credentials(ObjectStoreProperties properties) {
    Path file = properties.credentialsFile();
    return file == null
        ? DefaultCredentialsProvider.builder().build()
        : ProfileCredentialsProvider.builder()
            .profileFile(ProfileFileSupplier.reloadWhenModified(file, ProfileFile.Type.CREDENTIALS))
            .build();
  }

  @Override
  public void put(String key, byte[] content) throws IOException {
    put(key, digests(new ByteArrayInputStream(content)), RequestBody.fromBytes(content));
  }

  @Override
  public void put(String key, Path file) throws IOException {
    Digests digests;
    try (InputStream in = Files.newInputStream(file)) {
      digests = digests(in);
    }
    put(key, digests, RequestBody.fromFile(file));
  }

  /** The digests of content that is written: the service checks the first, and who reads it the second. */
  private record Digests(String md5, String sha256) {}

  private static Digests digests(InputStream content) throws IOException {
    MessageDigest md5 = digest("MD5");
    var in = new DigestInputStream(content, digest("SHA-256"));
    try (var both = new DigestInputStream(in, md5)) {
      both.transferTo(OutputStream.nullOutputStream());
    }
    return new Digests(
        Base64.getEncoder().encodeToString(md5.digest()),
        HexFormat.of().formatHex(in.getMessageDigest().digest()));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM lacks the required algorithm " + algorithm, e);
    }
  }

  private void put(String key, Digests digests, RequestBody body) throws IOException {
    var request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(prefix + key)
            .contentMD5(digests.md5())
            .metadata(Map.of(DIGEST, digests.sha256()))
            .build();
    repeat("written", key, () -> client.putObject(request, body));
  }

  @Override
  public Optional<byte[]> get(String key) throws IOException {
    var content = new ByteArrayOutputStream();
    boolean found =
        read(
            key,
            in -> {
              content.reset();
              in.transferTo(content);
            });
    return found ? Optional.of(content.toByteArray()) : Optional.empty();
  }

  @Override
  public boolean download(String key, Path file) throws IOException {
    return read(
        key,
        in -> {
          try (OutputStream out = Files.newOutputStream(file)) {
            in.transferTo(out);
          }
        });
  }

  /** Receives the content of an object, again from its beginning after a failure. */
  @FunctionalInterface
  private interface Receiver {
    void receive(InputStream content) throws IOException;
  }

  private boolean read(String key, Receiver receiver) throws IOException {
    return repeat(
        "read",
        key,
        () -> {
          try (ResponseInputStream<GetObjectResponse> response =
              client.getObject(request -> request.bucket(bucket).key(prefix + key))) {
            MessageDigest sha256 = digest("SHA-256");
            receiver.receive(new DigestInputStream(response, sha256));
            String actual = HexFormat.of().formatHex(sha256.digest());
            if (!actual.equals(response.response().metadata().get(DIGEST))) {
              throw new DamagedObjectException();
            }
            return true;
          } catch (AwsServiceException e) {
            // A missing bucket or a proxy answers 404, too.
            if (e.statusCode() == 404 && NO_OBJECT.contains(errorCode(e))) {
              return false;
            }
            throw e;
          }
        });
  }

  @Override
  public boolean exists(String key) throws IOException {
    return repeat(
        "read",
        key,
        () -> {
          try {
            client.headObject(request -> request.bucket(bucket).key(prefix + key));
            return true;
          } catch (AwsServiceException e) {
            // The answer has no body, and therefore no error code.
            if (e.statusCode() == 404) {
              return false;
            }
            throw e;
          }
        });
  }

  @Override
  public List<StoredObject> list(String keyPrefix) throws IOException {
    return repeat(
        "listed",
        keyPrefix,
        () -> {
          var objects = new ArrayList<StoredObject>();
          client
              .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix + keyPrefix))
              .contents()
              .forEach(object ->
                  objects.add(
                      new StoredObject(
                          object.key().substring(prefix.length()),
                          object.size(),
                          object.lastModified())));
          return objects;
        });
  }

  @Override
  public void delete(String key) throws IOException {
    repeat(
        "deleted",
        key,
        () -> client.deleteObject(request -> request.bucket(bucket).key(prefix + key)));
  }

  private static final class DamagedObjectException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedObjectException() {
      super("what was received is not what was written");
    }
  }

  @FunctionalInterface
  private interface Operation<T> {
    T run() throws IOException;
  }

  /** Runs an operation, repeatedly while the service fails for a reason that may pass. */
  private <T> T repeat(String done, String key, Operation<T> operation) throws IOException {
    long start = System.nanoTime();
    Duration limit = retryLimit();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return operation.run();
      } catch (SdkException | IOException e) {
        boolean late = Duration.ofNanos(System.nanoTime() - start).plus(pause).compareTo(limit) > 0;
        if (late || !mayPass(e) || Thread.currentThread().isInterrupted()) {
          String message =
              "the object %s%s cannot be %s in the bucket %s: %s"
                  .formatted(prefix, key, done, bucket, e.getMessage());
          throw isUnavailable(e)
              ? new ObjectStoreException(message, e)
              : new IOException(message, e);
        }
        log.debug("Object store failed, repeated shortly: {}, object {}", e, key);
        pause(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  /** Returns whether the service does not answer, so that waiting helps; a damaged object and a local file do not mend. */
  private static boolean isUnavailable(Exception failure) {
    return Thread.currentThread().isInterrupted()
        || mayPass(failure)
            && !(failure instanceof DamagedObjectException)
            && !(failure instanceof FileSystemException);
  }

  /** Returns whether a failure may pass: all but those that the service answers with a fault of the request. */
  private static boolean mayPass(Exception failure) {
    return !(failure instanceof SdkServiceException answer)
        || answer.statusCode() >= 500
        || answer.statusCode() == 429
        || answer.statusCode() == 408
        || TRANSMISSION_FAULTS.contains(errorCode(answer));
  }

  private static String errorCode(SdkServiceException answer) {
    return answer instanceof AwsServiceException e && e.awsErrorDetails() != null
        ? String.valueOf(e.awsErrorDetails().errorCode())
        : "";
  }

  /** Returns for how long failures are repeated: not for long while the client of an HTTP request waits. */
  @Override
  public Duration retryLimit() {
    return RequestContextHolder.getRequestAttributes() == null
            || retryTimeout.compareTo(MAX_REQUEST_RETRY) < 0
        ? retryTimeout
        : MAX_REQUEST_RETRY;
  }

  /** Waits before the next attempt; the end of this client ends the wait. */
  private void pause(Duration pause) throws ObjectStoreException {
    try {
      if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ObjectStoreException(
            "the client of the object store is closed", new IllegalStateException("closed"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStoreException("interrupted while the object store does not answer", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    client.close();
  }
}
