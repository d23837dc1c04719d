/** Uploaded archives: validation, extraction and storage for a limited time; and the writer of result archives. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "objectstore", "project"})
package dev.pawl.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
