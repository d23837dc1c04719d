package dev.pawl.objectstore;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Creates clients of object stores for tests. */
public final class TestObjectStores {

  private TestObjectStores() {}

  /** Creates the settings of a bucket. */
  public static ObjectStoreProperties properties(
      String bucket, @Nullable URI endpoint, @Nullable Path credentials) {
    return new ObjectStoreProperties(
        bucket,
        endpoint,
        "us-east-1",
        "pawl/",
        true,
        credentials,
        Duration.ofSeconds(3),
        Duration.ofSeconds(90),
        DataSize.ofGigabytes(1));
  }

  /** Creates a client; failures are repeated for a time. */
  static S3ObjectStore client(ObjectStoreProperties properties) {
    return new S3ObjectStore(properties);
  }

  /** Creates a store in the bucket of a server. */
  public static ObjectStore on(S3Server server, Path folder) throws IOException {
    return on(server, folder, S3Server.BUCKET);
  }

  /** Creates a store in one of the buckets of a server. */
  public static ObjectStore on(S3Server server, Path folder, String bucket) throws IOException {
    Path credentials =
        Files.writeString(
            folder.resolve("credentials"),
            "[default]\naws_access_key_id = pawl\naws_secret_access_key = secret\n");
    return client(properties(bucket, server.endpoint(), credentials));
  }
}
