package dev.pawl.node;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption.Origin;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes an idle JVM return memory to the system. By default, the heap grows to a quarter of the memory of the machine for
 * one large target, and keeps this size: without allocations nothing causes a garbage collection (JEP 346).
 *
 * <p>Changes only options that are not set on the command line or in {@code JAVA_TOOL_OPTIONS}.
 * Has no effect with other garbage collectors than G1, and in JVMs without these options.
 */
@Component
class PeriodicGarbageCollection {

  private static final Logger log = LoggerFactory.getLogger(PeriodicGarbageCollection.class);

  /** The values by option: at most half of the heap stays unused, and a collection follows a minute without one. */
  static final Map<String, String> OPTIONS =
      Map.of("MaxHeapFreeRatio", "50", "G1PeriodicGCInterval", "60000");

  PeriodicGarbageCollection() {
    var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (jvm != null) {
      OPTIONS.forEach((option, value) -> setIfUnset(jvm, option, value));
    }
  }

  private static void setIfUnset(HotSpotDiagnosticMXBean jvm, String option, String value) {
    try {
      if (Set.of(Origin.DEFAULT, Origin.ERGONOMIC).contains(jvm.getVMOption(option).getOrigin())) {
        jvm.setVMOption(option, value);
      }
    } catch (IllegalArgumentException e) {
      log.debug("JVM option {} not set to {}: {}", option, value, e.getMessage());
    }
  }
}
