/** Formatters that run as WebAssembly inside this process, without access to files or the network. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "language",
      "node",
      "tool",
      "tool :: editorconfig",
      "workspace"
    })
package dev.pawl.wasm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
