package dev.pawl.report.renderer;

import dev.pawl.report.TextSanitizer;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.json.JsonMapper;

/** Writes JSON in which characters that mislead readers of the text are escaped; the values stay the same. */
final class EscapedJson extends CharacterEscapes {

  private static final long serialVersionUID = 1;

  private static final EscapedJson INSTANCE = new EscapedJson();

  private EscapedJson() {}

  static JsonGenerator createGenerator(JsonMapper mapper, OutputStream out) {
    return mapper.writer().with(INSTANCE).createGenerator(out);
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return standardAsciiEscapesForJSON();
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    if (Character.getType(character) == Character.SURROGATE) {
      return null;
    }
    String text = Character.toString(character);
    String escaped = TextSanitizer.replaceInvalid(text);
    return escaped.equals(text) ? null : new SerializedString(escaped);
  }
}
