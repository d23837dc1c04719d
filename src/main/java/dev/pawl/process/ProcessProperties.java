package dev.pawl.process;

import dev.pawl.configuration.DataSizeRange;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The permissions and limits of programs that Pawl runs.
 *
 * @param sandboxEnabled whether programs run in a bubblewrap sandbox, where bubblewrap is installed and works
 * @param allowUnsandboxedPrograms whether programs run even without a sandbox; they can then read what Pawl can read,
 *     change what it can change, and use the network
 * @param networkEnabled whether programs of command files may use the network; agents and builds always may
 * @param maxMemory the maximum data memory of each process of a program
 * @param maxFileSize the maximum size of a file that a program writes
 */
@Validated
@ConfigurationProperties("pawl.process")
record ProcessProperties(
    @DefaultValue("true") boolean sandboxEnabled,
    @DefaultValue("false") boolean allowUnsandboxedPrograms,
    @DefaultValue("false") boolean networkEnabled,
    @DefaultValue("4GB") @DataSizeRange(min = "16MB", max = "1024GB") DataSize maxMemory,
    @DefaultValue("1GB") @DataSizeRange(min = "1MB", max = "1024GB") DataSize maxFileSize) {}
