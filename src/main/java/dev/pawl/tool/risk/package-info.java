/** Risk assessment of a workflow. */
@NullMarked
package dev.pawl.tool.risk;

import org.jspecify.annotations.NullMarked;
