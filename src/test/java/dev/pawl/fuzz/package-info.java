/** Requests at random, by the contract of the API, and the judge of their answers. */
package dev.pawl.fuzz;
