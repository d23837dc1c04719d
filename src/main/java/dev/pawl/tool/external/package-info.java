/** Tools that run a program of the machine or of the target; each is described by one YAML file. */
@NullMarked
package dev.pawl.tool.external;

import org.jspecify.annotations.NullMarked;
