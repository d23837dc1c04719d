package dev.pawl.workflowlist;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.KeysetScrollPosition;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/** Converts between positions in a list that is ordered by ID, and cursors: the ID of the last item of a page. */
final class KeysetCursor {

  private static final String KEY = "id";

  private KeysetCursor() {}

  /** Returns the position of a cursor, or the start of the list; adds an invalid cursor to the errors. */
  static ScrollPosition parse(@Nullable String cursor, List<ValidationError> errors) {
    UUID last =
        InvalidRequestException.parse(
            "cursor", cursor, UUID::fromString, "is not a cursor of this list", errors);
    return last == null ? ScrollPosition.keyset() : ScrollPosition.forward(Map.of(KEY, last));
  }

  /** Returns the cursor of the next page; absent on the last page. */
  static @Nullable String next(Window<?> page) {
    return page.hasNext()
            && page.positionAt(page.size() - 1) instanceof KeysetScrollPosition position
        ? String.valueOf(position.getKeys().get(KEY))
        : null;
  }
}
