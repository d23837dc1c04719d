/** Detection of the formatters that a target's own configuration asks for. */
@NullMarked
package dev.pawl.builtin.consent;

import org.jspecify.annotations.NullMarked;
