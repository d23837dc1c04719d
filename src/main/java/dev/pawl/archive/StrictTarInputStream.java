package dev.pawl.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * A tar stream that detects what the library silently repairs: names that are not valid UTF-8 and a missing
 * end-of-archive marker.
 */
final class StrictTarInputStream extends TarArchiveInputStream {

  private static final int NAME_LENGTH = TarConstants.NAMELEN;
  private static final int LINK_BEGIN = 157;
  private static final int PREFIX_BEGIN = 345;

  private byte[] header = new byte[0];
  private boolean endFound;
  private boolean invalidUtf8Name;
  private boolean absoluteName;

  StrictTarInputStream(InputStream source) {
    super(
        source,
        TarConstants.DEFAULT_BLKSIZE,
        TarConstants.DEFAULT_RCDSIZE,
        StandardCharsets.UTF_8.name(),
        true);
  }

  @Nullable TarArchiveEntry next() throws IOException {
    invalidUtf8Name = false;
    absoluteName = false;
    return getNextEntry();
  }

  @Override
  protected byte @Nullable [] readRecord() throws IOException {
    byte[] record = super.readRecord();
    if (record != null) {
      endFound |= isEOFRecord(record);
      header = record;
    }
    return record;
  }

  @Override
  protected byte @Nullable [] getLongNameData() throws IOException {
    boolean isName = getCurrentEntry().isGNULongNameEntry();
    byte[] name = super.getLongNameData();
    if (name != null) {
      invalidUtf8Name |= EntryNameValidator.decode(name).isEmpty();
      absoluteName |= isName && name.length > 0 && name[0] == '/';
    }
    return name;
  }

  boolean isComplete() {
    return endFound;
  }

  boolean hasAbsoluteName() {
    return absoluteName;
  }

  /** Returns whether the name or the link target is not valid UTF-8; GNU long names are checked when they are read. */
  boolean hasInvalidUtf8(TarArchiveEntry entry) {
    String name = entry.getName().replaceAll("/$", "");
    return invalidUtf8Name
        || decodeInvalidField(0, NAME_LENGTH)
            .filter(decoded -> name.endsWith(decoded.replaceAll("/$", "")))
            .isPresent()
        || decodeInvalidField(PREFIX_BEGIN, PREFIX_BEGIN + TarConstants.PREFIXLEN)
            .filter(name::startsWith)
            .isPresent()
        || decodeInvalidField(LINK_BEGIN, LINK_BEGIN + TarConstants.NAMELEN)
            .filter(entry.getLinkName()::equals)
            .isPresent();
  }

  /** Returns the library's decoding of a header field that is not valid UTF-8; empty if the field is valid. */
  private Optional<String> decodeInvalidField(int from, int to) {
    int end = from;
    while (end < to && header[end] != 0) {
      end++;
    }
    byte[] field = Arrays.copyOfRange(header, from, end);
    if (EntryNameValidator.decode(field).isPresent()) {
      return Optional.empty();
    }
    try {
      var decoder =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPLACE)
              .replaceWith("?");
      return Optional.of(decoder.decode(ByteBuffer.wrap(field)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("a decoder that replaces malformed input cannot fail", e);
    }
  }
}
