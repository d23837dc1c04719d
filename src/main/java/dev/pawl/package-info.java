/** Pawl runs code-quality workflows: every workflow leaves a code base better, or exactly as it was. */
@NullMarked
package dev.pawl;

import org.jspecify.annotations.NullMarked;
