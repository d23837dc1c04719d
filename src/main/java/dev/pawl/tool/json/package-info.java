/** Jackson: syntax of JSON. */
@NullMarked
package dev.pawl.tool.json;

import org.jspecify.annotations.NullMarked;
