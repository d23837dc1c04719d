package dev.pawl.tool.process;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The permissions and limits of programs that Pawl runs.
 *
 * @param isolated whether programs run in a bubblewrap sandbox, where bubblewrap is installed and works
 * @param network whether programs of command files may use the network; agents and builds always may
 * @param memory the maximum data memory of each process of a program
 * @param fileSize the maximum size of a file that a program writes
 */
@ConfigurationProperties("pawl.process")
record ProcessProperties(
    @DefaultValue("true") boolean isolated,
    @DefaultValue("false") boolean network,
    @DefaultValue("4GB") DataSize memory,
    @DefaultValue("1GB") DataSize fileSize) {

  /** The values that apply when nothing is configured. */
  static final ProcessProperties DEFAULTS =
      new ProcessProperties(true, false, DataSize.ofGigabytes(4), DataSize.ofGigabytes(1));
}
