package dev.pawl.finding;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accepted findings of a target, as a file that can be committed.
 *
 * @param version the version of the format: 1
 * @param findings the accepted findings
 */
@Schema(name = "BaselineFile")
record BaselineFile(
    @Nullable
        @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            minimum = "1",
            maximum = "1",
            example = "1")
        Integer version,
    @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<BaselineFinding> findings) {

  static final int VERSION = 1;
}
