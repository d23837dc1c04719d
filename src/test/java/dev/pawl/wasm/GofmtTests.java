package dev.pawl.wasm;

import java.util.Optional;

class GofmtTests implements WasmFormatterContract {

  @Override
  public WasmFormatter fixer() {
    return InstalledWasmFormatters.formatters().gofmt();
  }

  @Override
  public String file() {
    return "queue.go";
  }

  @Override
  public Optional<String> invalidText() {
    return Optional.of("package a\nfunc {\n");
  }
}
