package dev.pawl.node;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How many steps a node admits, depending on the load of its machine by other processes. */
public enum Strategy {
  /** One agent per role at a time, after a wait for a lower load. */
  CONSERVATIVE,
  NORMAL,
  /** All slots of the node. */
  AGGRESSIVE;

  private static final double HIGH = 2.0;
  private static final double CALM = 1.0;
  private static final double LOW = 0.5;
  private static final double MUCH_MEMORY = 80;
  private static final double LITTLE_MEMORY = 50;

  /**
   * Returns the strategy that follows this one.
   *
   * @param load the load by other processes, as one-minute average
   * @param memory the memory in use, in percent
   * @param cores the number of CPUs
   */
  Strategy next(double load, double memory, int cores) {
    double half = cores / 2.0;
    boolean tense = this == CONSERVATIVE && load >= CALM * half;
    if (load > HIGH * half || memory > MUCH_MEMORY || tense) {
      return CONSERVATIVE;
    }
    return load < LOW * half && memory < LITTLE_MEMORY ? AGGRESSIVE : NORMAL;
  }

  /** Returns the number of slots per role to use, of those that the node offers. */
  int slots(int offered) {
    return switch (this) {
      case CONSERVATIVE -> 1;
      case NORMAL -> offered - offered / 4;
      case AGGRESSIVE -> offered;
    };
  }

  /** Returns the value in the API. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
