/** What can be asked for: commands, what they are given and what they answer. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
