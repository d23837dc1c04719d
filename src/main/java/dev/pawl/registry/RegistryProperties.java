package dev.pawl.registry;

import dev.pawl.configuration.NonEmptyPath;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of command files.
 *
 * @param folder the folder of the operator's command files; by default {@code commands} in {@code
 *     pawl.workspace.folder}
 * @param allowShell whether command files may run shells, by {@code run: script} or as a program
 * @param agentCommands the agent program of each role as an argument list; it reads a prompt from standard input and works in
 *     its working directory
 */
@Validated
@ConfigurationProperties("pawl.registry")
record RegistryProperties(
    @DefaultValue(".pawl/commands") @NonEmptyPath Path folder,
    boolean allowShell,
    @DefaultValue
        Map<@NotBlank String, @NotEmpty List<@Size(max = 100_000) String>> agentCommands) {}
