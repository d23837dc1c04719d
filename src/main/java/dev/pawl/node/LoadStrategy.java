package dev.pawl.node;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** How many steps a node admits, depending on the load of its machine by other processes. */
@Schema(name = "LoadStrategy")
public enum LoadStrategy {
  /** One agent per role at a time, after a wait for a lower load. */
  CONSERVATIVE,
  NORMAL,
  /** All slots of the node. */
  AGGRESSIVE;

  private static final double HIGH_LOAD = 2.0;
  private static final double RECOVERED_LOAD = 1.0;
  private static final double LOW_LOAD = 0.5;
  private static final double HIGH_MEMORY_PERCENT = 80;
  private static final double LOW_MEMORY_PERCENT = 50;

  /**
   * Returns the strategy that follows this one.
   *
   * @param load the load by other processes, as one-minute average
   * @param memoryPercent the memory in use, in percent
   * @param cores the number of CPUs
   */
  LoadStrategy next(double load, double memoryPercent, int cores) {
    double halfCores = cores / 2.0;
    boolean stayConservative = this == CONSERVATIVE && load >= RECOVERED_LOAD * halfCores;
    if (load > HIGH_LOAD * halfCores || memoryPercent > HIGH_MEMORY_PERCENT || stayConservative) {
      return CONSERVATIVE;
    }
    return load < LOW_LOAD * halfCores && memoryPercent < LOW_MEMORY_PERCENT ? AGGRESSIVE : NORMAL;
  }

  /** Returns the number of slots per role to use, of those that the node offers. */
  int slots(int maxSlots) {
    return switch (this) {
      case CONSERVATIVE -> 1;
      case NORMAL -> maxSlots - maxSlots / 4;
      case AGGRESSIVE -> maxSlots;
    };
  }

  /** Returns the value in the API. */
  @JsonValue
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }
}
