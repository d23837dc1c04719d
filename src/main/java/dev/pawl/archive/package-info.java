/** Uploaded archives, unpacked with suspicion and kept for a while; and trees packed again. */
@NullMarked
@ApplicationModule(allowedDependencies = {"project"})
package dev.pawl.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
