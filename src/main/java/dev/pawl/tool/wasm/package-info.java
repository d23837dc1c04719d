/** Formatters that run as WebAssembly inside this process, without access to files or the network. */
@NullMarked
package dev.pawl.tool.wasm;

import org.jspecify.annotations.NullMarked;
