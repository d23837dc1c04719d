/** Programming languages, and the tokens and syntax trees of their texts. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.language;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
