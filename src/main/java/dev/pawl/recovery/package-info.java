/** What is done about a step that fails: what kind of failure it is, and what is tried next. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command"})
package dev.pawl.recovery;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
