package dev.pawl.tool.wasm;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where formatters in WebAssembly are, and what one of them may use.
 *
 * @param folder what {@code npm install} filled; without it these formatters are not there
 * @param deadline how long the work on one file may take
 * @param memory how much memory the work on one file may take
 */
@ConfigurationProperties("pawl.tool.wasm")
record WasmProperties(
    @DefaultValue("tools/wasm/node_modules") Path folder,
    @DefaultValue("30s") Duration deadline,
    @DefaultValue("256MB") DataSize memory) {}
