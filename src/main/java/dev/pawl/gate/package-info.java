/** Quality gates: conditions on the results of commands, which are evaluated to verdicts. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command"})
package dev.pawl.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
