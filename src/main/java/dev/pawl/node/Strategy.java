package dev.pawl.node;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much a node takes on, by what others ask of its machine (2-behaviour, 7.5). */
public enum Strategy {
  /** One thing at a time, and only when it has become calmer. */
  CONSERVATIVE,
  NORMAL,
  /** As much at once as it offers. */
  AGGRESSIVE;

  private static final double HIGH = 2.0;
  private static final double CALM = 1.0;
  private static final double LOW = 0.5;
  private static final double MUCH_MEMORY = 80;
  private static final double LITTLE_MEMORY = 50;

  /**
   * What comes after this one.
   *
   * @param load processes that run or want to, on average of a minute
   * @param memory in use, in percent
   * @param cores processors
   */
  Strategy next(double load, double memory, int cores) {
    double half = cores / 2.0;
    boolean tense = this == CONSERVATIVE && load >= CALM * half;
    if (load > HIGH * half || memory > MUCH_MEMORY || tense) {
      return CONSERVATIVE;
    }
    return load < LOW * half && memory < LITTLE_MEMORY ? AGGRESSIVE : NORMAL;
  }

  /** How many agents of a role work at once, of those that the node offers. */
  int slots(int offered) {
    return switch (this) {
      case CONSERVATIVE -> 1;
      case NORMAL -> offered - offered / 4;
      case AGGRESSIVE -> offered;
    };
  }

  /** The word of the API. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
