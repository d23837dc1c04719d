package dev.pawl.tool.wasm;

import dev.pawl.tool.wasm.Code.Host;
import dev.pawl.workspace.Language;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

/** Configures the WebAssembly formatters: the npm package of each language and how its module is called. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WasmProperties.class)
class WasmFormatters {

  private final Sandbox sandbox;
  private final Guests typescript;
  private final Guests json;
  private final Guests markdown;
  private final Guests toml;
  private final Guests gofmt;
  private final Guests shfmt;
  private final Guests ruff;

  WasmFormatters(WasmProperties properties) {
    this.sandbox = new Sandbox(properties);
    this.typescript = dprint("typescript");
    this.json = dprint("json");
    this.markdown = dprint("markdown");
    this.toml = dprint("toml");
    this.gofmt = tinyGo("gofmt", false);
    this.shfmt = tinyGo("shfmt", true);
    this.ruff = guests("@wasm-fmt/ruff_fmt", "ruff_fmt_bg.wasm", WasmFormatters::ruff);
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

  @Bean
  @Order(1)
  WasmFixer gofmt() {
    return new WasmFixer(
        "gofmt", Language.GO, gofmt, source -> JsonMapper.shared().createObjectNode());
  }

  @Bean
  @Order(1)
  WasmFixer shfmt() {
    return new WasmFixer("shfmt", Language.SHELL, shfmt, new ShfmtOptions());
  }

  @Bean
  @Order(1)
  WasmFixer ruff() {
    return new WasmFixer("ruff", Language.PYTHON, ruff, new RuffOptions());
  }

  private static WasmFixer dprint(Language language, Guests guests, String section) {
    return new WasmFixer("dprint", language, guests, new DprintOptions(section));
  }

  private Guests dprint(String plugin) {
    return guests(
        "@dprint/" + plugin, "plugin.wasm", room -> new DprintGuest(room.apply(DprintGuest::host)));
  }

  private Guests tinyGo(String name, boolean configurable) {
    return guests(
        "@wasm-fmt/" + name,
        name + ".wasm",
        room -> new TinyGoGuest(room.apply(TinyGoGuest::host), configurable));
  }

  private static Guest ruff(Function<Host, Exports> room) {
    var heap = new JsHeap();
    return new RuffGuest(room.apply(heap::host), heap);
  }

  private Guests guests(String npm, String module, Guests.Kind kind) {
    return new Guests(
        new NpmPackage(sandbox.properties().folder().resolve(npm), module), sandbox, kind);
  }
}
