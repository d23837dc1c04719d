/** Formatters that come as WebAssembly and run inside this process, where they can reach nothing. */
@NullMarked
package dev.pawl.tool.wasm;

import org.jspecify.annotations.NullMarked;
