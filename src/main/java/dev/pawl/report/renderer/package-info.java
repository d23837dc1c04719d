/** The report formats, one renderer each. */
@NullMarked
package dev.pawl.report.renderer;

import org.jspecify.annotations.NullMarked;
