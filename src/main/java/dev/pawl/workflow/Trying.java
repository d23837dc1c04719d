package dev.pawl.workflow;

import dev.pawl.command.Conditions;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.descriptor.java.Immutability;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What the attempts at a step have taught so far. */
@Embeddable
class Trying {

  @JdbcTypeCode(SqlTypes.JSON)
  @Mutability(Immutability.class)
  private Conditions conditions = Conditions.USUAL;

  private short tries;
  private short lost;
  private @Nullable Instant notBefore;
  private @Nullable String waitsFor;

  /** Another attempt failed; the answer is how many have. */
  int failed() {
    return ++tries;
  }

  /** Another node was lost with an attempt. */
  void lose() {
    lost++;
  }

  /** The next attempt is to be made under other conditions, and not at once. */
  void next(Conditions other, Instant from) {
    conditions = other;
    notBefore = from;
  }

  /** The next attempt is made at once, alone, and with nothing that is not needed. */
  void simpler() {
    conditions = conditions.simpler();
    notBefore = null;
  }

  /** The pause is over. */
  void begin() {
    notBefore = null;
    waitsFor = null;
  }

  /** It waits for what others hold; for nothing any more when absent. */
  void await(@Nullable String what) {
    waitsFor = what;
  }

  /** What it waits for before it can work, if it does. */
  @Nullable String waitsFor() {
    return waitsFor;
  }

  /** As if none had failed. */
  void forget() {
    conditions = Conditions.USUAL;
    tries = 0;
    notBefore = null;
  }

  Conditions conditions() {
    return conditions;
  }

  /** How many attempts were lost with their nodes. */
  int lost() {
    return lost;
  }

  /** When the next attempt is made, if there is a pause before it. */
  Optional<Instant> notBefore() {
    return Optional.ofNullable(notBefore);
  }
}
