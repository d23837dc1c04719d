/** The store of objects by key that nodes share instead of a folder, in a bucket of an S3 service. */
@NullMarked
@ApplicationModule(allowedDependencies = "configuration")
package dev.pawl.objectstore;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
