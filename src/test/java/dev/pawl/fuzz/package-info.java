/** Generates random requests from the OpenAPI document and validates the responses. */
package dev.pawl.fuzz;
