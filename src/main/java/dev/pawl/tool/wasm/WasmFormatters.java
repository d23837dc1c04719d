package dev.pawl.tool.wasm;

import dev.pawl.workspace.Language;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The formatters in WebAssembly: which package each language needs, and how it is spoken to. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WasmProperties.class)
class WasmFormatters {

  private final Sandbox sandbox;
  private final Guests typescript;
  private final Guests json;
  private final Guests markdown;
  private final Guests toml;

  WasmFormatters(WasmProperties properties) {
    this.sandbox = new Sandbox(properties);
    this.typescript = dprint("typescript");
    this.json = dprint("json");
    this.markdown = dprint("markdown");
    this.toml = dprint("toml");
  }

  @Bean
  @Order(1)
  WasmFixer dprintOfJavascript() {
    return dprint(Language.JAVASCRIPT, typescript, "typescript");
  }

  @Bean
  @Order(1)
  WasmFixer dprintOfTypescript() {
    return dprint(Language.TYPESCRIPT, typescript, "typescript");
  }

  @Bean
  @Order(1)
  WasmFixer dprintOfJson() {
    return dprint(Language.JSON, json, "json");
  }

  @Bean
  @Order(1)
  WasmFixer dprintOfMarkdown() {
    return dprint(Language.MARKDOWN, markdown, "markdown");
  }

  @Bean
  @Order(1)
  WasmFixer dprintOfToml() {
    return dprint(Language.TOML, toml, "toml");
  }

  private static WasmFixer dprint(Language language, Guests guests, String section) {
    return new WasmFixer("dprint", language, guests, new DprintOptions(section));
  }

  private Guests dprint(String plugin) {
    return guests(
        "@dprint/" + plugin, "plugin.wasm", room -> new DprintGuest(room.apply(DprintGuest::host)));
  }

  private Guests guests(String npm, String module, Guests.Kind kind) {
    return new Guests(
        new NpmPackage(sandbox.properties().folder().resolve(npm), module), sandbox, kind);
  }
}
