/** Programs that are run before and after Pawl's fixers, to find changes of what they do. */
package dev.pawl.differential;
