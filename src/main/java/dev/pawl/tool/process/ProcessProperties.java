package dev.pawl.tool.process;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What programs that Pawl runs may do.
 *
 * @param isolated whether bubblewrap keeps them apart, where it is installed and works
 * @param network whether programs of command files may use the network; agents and builds always may
 * @param memory how much memory each process of a program may use for data
 * @param fileSize how large a file may be that it writes
 */
@ConfigurationProperties("pawl.tool.process")
record ProcessProperties(
    @DefaultValue("true") boolean isolated,
    @DefaultValue("false") boolean network,
    @DefaultValue("4GB") DataSize memory,
    @DefaultValue("1GB") DataSize fileSize) {

  /** What holds when nothing is configured. */
  static final ProcessProperties DEFAULTS =
      new ProcessProperties(true, false, DataSize.ofGigabytes(4), DataSize.ofGigabytes(1));
}
