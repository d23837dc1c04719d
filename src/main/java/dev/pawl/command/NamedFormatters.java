package dev.pawl.command;

import java.util.List;
import java.util.Map;

/**
 * The formatters that the request and the operator's project name, by the key of a language, in the order of preference. An
 * empty list means that the language is not formatted. A target may name formatters too: those of the request take
 * precedence over them, and those of the project are used for languages that neither mentions.
 */
public record NamedFormatters(
    Map<String, List<String>> ofRequest, Map<String, List<String>> ofProject) {

  /** Names no formatter. */
  public static final NamedFormatters NONE = new NamedFormatters(Map.of(), Map.of());
}
