/** What every controller shares: problem details, limits, OpenAPI. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
