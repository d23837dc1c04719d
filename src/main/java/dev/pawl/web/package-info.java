/** Provides what all controllers share: problem details, request limits and the OpenAPI document. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "objectstore"})
package dev.pawl.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
