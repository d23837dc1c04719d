package dev.pawl.tool.wasm;

import java.util.Optional;

class GofmtTests implements WasmContract {

  @Override
  public WasmFixer fixer() {
    return Installed.formatters().gofmt();
  }

  @Override
  public String file() {
    return "queue.go";
  }

  @Override
  public Optional<String> broken() {
    return Optional.of("package a\nfunc {\n");
  }
}
