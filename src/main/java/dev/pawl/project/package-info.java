/** Projects (tenants): callers of a project see only its workflows and reach only what the operator assigns to it. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "network", "web"})
package dev.pawl.project;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
