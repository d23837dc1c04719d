package dev.pawl.command;

/** How much a finding matters, most first. */
public enum Severity {
  ERROR,
  WARNING,
  INFO
}
