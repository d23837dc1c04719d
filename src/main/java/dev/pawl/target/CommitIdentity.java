package dev.pawl.target;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.PersonIdent;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The author and the committer of the commits that Pawl pushes.
 *
 * @param authorName the name of the author
 * @param authorEmail the email address of the author
 * @param committerName the name of the committer; that of the author if absent
 * @param committerEmail the email address of the committer; that of the author if absent
 * @param signOff whether the message of each commit ends with a {@code Signed-off-by} line of the committer
 */
public record CommitIdentity(
    @DefaultValue("Pawl") @NotBlank @Size(max = 200) String authorName,
    @DefaultValue("pawl@localhost") @NotBlank @Size(max = 200) String authorEmail,
    @Nullable @Size(min = 1, max = 200) String committerName,
    @Nullable @Size(min = 1, max = 200) String committerEmail,
    @DefaultValue("false") boolean signOff) {

  private static final String PREFIX = "pawl.workspace.git.commit.";

  public CommitIdentity {
    requireText("author-name", authorName);
    requireText("author-email", authorEmail);
    if (committerName != null) {
      requireText("committer-name", committerName);
    }
    if (committerEmail != null) {
      requireText("committer-email", committerEmail);
    }
  }

  private static void requireText(String property, String value) {
    boolean valid =
        !value.isBlank()
            && value.length() <= 200
            && value.chars().noneMatch(c -> c < ' ' || c == '<' || c == '>' || c == '\u007F');
    if (!valid) {
      throw new IllegalArgumentException(
          "%s%s is \"%s\" and must have 1 to 200 characters, none of them <, > or a control character"
              .formatted(PREFIX, property, value.replaceAll("\\p{Cntrl}", "?")));
    }
  }

  PersonIdent author(PersonIdent time) {
    return ident(authorName, authorEmail, time);
  }

  PersonIdent committer(PersonIdent time) {
    return ident(
        committerName == null ? authorName : committerName,
        committerEmail == null ? authorEmail : committerEmail,
        time);
  }

  private static PersonIdent ident(String name, String email, PersonIdent time) {
    return new PersonIdent(name, email, time.getWhenAsInstant(), ZoneOffset.UTC);
  }

  /** Returns the message of a commit, with the sign-off if it is configured. */
  String message(String text, PersonIdent committer) {
    return signOff
        ? "%s\nSigned-off-by: %s <%s>\n"
            .formatted(text, committer.getName(), committer.getEmailAddress())
        : text;
  }
}
