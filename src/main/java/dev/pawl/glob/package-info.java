/** Patterns of paths, in the dialects of Pawl, git and EditorConfig, with bounded work for each match. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.glob;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
