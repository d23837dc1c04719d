package dev.pawl.session;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** A command that is satisfied in a session, on one content or on any. */
@Entity
@Table(name = "satisfied")
class SatisfiedCommand {

  /** The tree of a command that is satisfied on any content. */
  static final String ANY_TREE = "*";

  @EmbeddedId private Key key;

  @Column(name = "by")
  private String satisfiedBy;

  @Column(name = "at")
  private Instant satisfiedAt;

  /**
   * Identifies a satisfied command.
   *
   * @param tree the git tree id of the content, or {@link #ANY_TREE}
   */
  @Embeddable
  record Key(
      @Column(name = "session_id") UUID session,
      @Column(name = "command") String command,
      @Column(name = "tree") String tree) {}

  @NullUnmarked
  protected SatisfiedCommand() {}

  /**
   * Creates a satisfied command.
   *
   * @param satisfiedBy the workflow that ran the command, or {@code operator}
   */
  SatisfiedCommand(Key key, String satisfiedBy, Instant satisfiedAt) {
    this();
    this.key = key;
    this.satisfiedBy = satisfiedBy;
    this.satisfiedAt = satisfiedAt;
  }

  String command() {
    return key.command();
  }

  String tree() {
    return key.tree();
  }

  String satisfiedBy() {
    return satisfiedBy;
  }

  Instant satisfiedAt() {
    return satisfiedAt;
  }
}
