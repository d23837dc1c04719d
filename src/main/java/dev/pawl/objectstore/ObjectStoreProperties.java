package dev.pawl.objectstore;

import dev.pawl.configuration.DataSizeRange;
import dev.pawl.configuration.DurationRange;
import dev.pawl.configuration.NonEmptyPath;
import dev.pawl.configuration.WebUrl;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The bucket in which nodes without a shared disk store what others need. Without a bucket, all nodes use one folder.
 *
 * @param bucket the name of the bucket, which must exist
 * @param endpoint the URL of the S3 service; that of AWS if absent
 * @param region the region of the bucket
 * @param prefix the beginning of all keys, with a slash at its end; empty for none
 * @param pathStyle whether the bucket is part of the path of URLs, as many other services than AWS require, and not of the
 *     host name
 * @param credentialsFile a file with an access key in the format of the AWS tools; it is read again when it changes. If it is
 *     absent, the credentials come from the platform: the environment, the role of the pod, or that of the machine
 * @param requestTimeout the time without any data after which a request fails
 * @param retryTimeout the time for which an operation is repeated while the service fails
 * @param cacheSize the size of the snapshots on the local disk above which those of targets that were not used for the longest
 *     time are deleted from the disk
 */
@Validated
@ConfigurationProperties("pawl.object-store")
public record ObjectStoreProperties(
    @Nullable @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{2,62}") String bucket,
    @Nullable @WebUrl URI endpoint,
    @DefaultValue("us-east-1") @Pattern(regexp = "[a-z0-9-]{1,63}") String region,
    @DefaultValue("pawl/") @Pattern(regexp = "([A-Za-z0-9_.-]+/)*") String prefix,
    @DefaultValue("false") boolean pathStyle,
    @Nullable @NonEmptyPath Path credentialsFile,
    @DefaultValue("30s") @DurationRange(min = "1s", max = "10m") Duration requestTimeout,
    @DefaultValue("2m") @DurationRange(min = "0s", max = "1h") Duration retryTimeout,
    @DefaultValue("20GB") @DataSizeRange(min = "1MB", max = "1024TB") DataSize cacheSize) {}
