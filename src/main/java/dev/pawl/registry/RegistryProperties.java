package dev.pawl.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What command files may do on this server.
 *
 * @param folder the operator's own command files
 * @param allowShell whether command files may run shells: {@code run: script}, or a shell as a program
 * @param agents the program of each role, as an argument list; it reads a prompt on standard input and works in
 *     the folder it is started in
 */
@ConfigurationProperties("pawl.registry")
record RegistryProperties(
    @DefaultValue(".pawl/commands") Path folder,
    boolean allowShell,
    @DefaultValue Map<String, List<String>> agents) {}
