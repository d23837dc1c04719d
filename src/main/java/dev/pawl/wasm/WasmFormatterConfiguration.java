package dev.pawl.wasm;

import dev.pawl.language.Language;
import dev.pawl.tool.FormatterExecutor;
import dev.pawl.wasm.CompiledWasmModule.ImportResolver;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

/** Configures the WebAssembly formatters: the npm package of each language and how its module is called. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WasmProperties.class)
class WasmFormatterConfiguration {

  private final WasmProperties properties;
  private final FormatterExecutor executor;
  private final FormatterPool typescript;
  private final FormatterPool json;
  private final FormatterPool markdown;
  private final FormatterPool toml;
  private final FormatterPool gofmt;
  private final FormatterPool shfmt;
  private final FormatterPool ruff;

  WasmFormatterConfiguration(WasmProperties properties) {
    this.properties = properties;
    // The memory of an instance is limited by its module.
    this.executor = new FormatterExecutor("wasm", properties.fileTimeout(), null);
    this.typescript = dprintPool("typescript");
    this.json = dprintPool("json");
    this.markdown = dprintPool("markdown");
    this.toml = dprintPool("toml");
    this.gofmt = tinyGoPool("gofmt", false);
    this.shfmt = tinyGoPool("shfmt", true);
    this.ruff =
        pool("@wasm-fmt/ruff_fmt", "ruff_fmt_bg.wasm", WasmFormatterConfiguration::ruffInstance);
  }

  @Bean
  @Order(1)
  WasmFormatter dprintOfJavascript() {
    return dprintFormatter(Language.JAVASCRIPT, typescript, "typescript");
  }

  @Bean
  @Order(1)
  WasmFormatter dprintOfTypescript() {
    return dprintFormatter(Language.TYPESCRIPT, typescript, "typescript");
  }

  @Bean
  @Order(1)
  WasmFormatter dprintOfJson() {
    return dprintFormatter(Language.JSON, json, "json");
  }

  @Bean
  @Order(1)
  WasmFormatter dprintOfMarkdown() {
    return dprintFormatter(Language.MARKDOWN, markdown, "markdown");
  }

  @Bean
  @Order(1)
  WasmFormatter dprintOfToml() {
    return dprintFormatter(Language.TOML, toml, "toml");
  }

  @Bean
  @Order(1)
  WasmFormatter gofmt() {
    return new WasmFormatter(
        "gofmt", Language.GO, gofmt, source -> JsonMapper.shared().createObjectNode());
  }

  @Bean
  @Order(1)
  WasmFormatter shfmt() {
    return new WasmFormatter("shfmt", Language.SHELL, shfmt, new ShfmtOptions());
  }

  @Bean
  @Order(1)
  WasmFormatter ruff() {
    return new WasmFormatter("ruff", Language.PYTHON, ruff, new RuffOptions());
  }

  private static WasmFormatter dprintFormatter(
      Language language, FormatterPool pool, String section) {
    return new WasmFormatter("dprint", language, pool, new DprintOptions(section));
  }

  private FormatterPool dprintPool(String plugin) {
    return pool(
        "@dprint/" + plugin,
        "plugin.wasm",
        instantiate -> new DprintInstance(instantiate.apply(DprintInstance::resolveImport)));
  }

  private FormatterPool tinyGoPool(String name, boolean configurable) {
    return pool(
        "@wasm-fmt/" + name,
        name + ".wasm",
        instantiate ->
            new TinyGoInstance(instantiate.apply(TinyGoInstance::rejectImport), configurable));
  }

  private static FormatterInstance ruffInstance(Function<ImportResolver, WasmExports> instantiate) {
    var heap = new WasmBindgenHeap();
    return new RuffInstance(instantiate.apply(heap::resolveImport), heap);
  }

  private FormatterPool pool(
      String packageName, String module, FormatterPool.InstanceFactory factory) {
    return new FormatterPool(
        new NpmPackage(properties.folder().resolve(packageName), module),
        executor,
        properties.maxMemory(),
        factory);
  }
}
