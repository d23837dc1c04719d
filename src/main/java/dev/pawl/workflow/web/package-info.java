/** Workflows over HTTP. */
@NullMarked
package dev.pawl.workflow.web;

import org.jspecify.annotations.NullMarked;
