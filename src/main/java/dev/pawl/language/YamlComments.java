package dev.pawl.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Finds the comments of YAML with its parser; templates and broken texts have no known comments. */
final class YamlComments {

  private YamlComments() {}

  static Optional<List<Comments.Range>> find(String text) {
    if (YamlLiterals.hasUnknownParts(text)) {
      return Optional.empty();
    }
    var settings =
        LoadSettings.builder().setParseComments(true).setCodePointLimit(Integer.MAX_VALUE).build();
    var comments = new ArrayList<Comments.Range>();
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        if (event instanceof CommentEvent comment
            && comment.getCommentType() != CommentType.BLANK_LINE
            && comment.getStartMark().isPresent()) {
          int start = text.offsetByCodePoints(0, comment.getStartMark().get().getIndex());
          int end = text.indexOf('\n', start);
          comments.add(new Comments.Range(start, end < 0 ? text.length() : end));
        }
      }
      return Optional.of(comments);
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }
}
