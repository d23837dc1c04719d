/** Verification that a changed file is safe: its encoding, its syntax and its content. */
@NullMarked
package dev.pawl.builtin.proof;

import org.jspecify.annotations.NullMarked;
