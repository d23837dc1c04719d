/** Which commands there are: built in or defined by files, found by name, and which come before which. */
@NullMarked
@ApplicationModule(allowedDependencies = "command")
package dev.pawl.registry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
