package dev.pawl.proof;

import static java.util.stream.Collectors.groupingBy;

import dev.pawl.language.RenamedVariables;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces removed private methods of a Java file by equal methods of the same class (integrity check I-16). Only code
 * that exists twice is left out, so that the result can be compared with any other text as if it were the original.
 */
final class MergedMethodView {

  private final TokenStream original;
  private final TokenStream current;
  private final boolean ignoreUnusedVariables;
  private final Map<String, PrivateMethod> originalMethods;
  private final Map<String, PrivateMethod> currentMethods;
  private final Set<String> currentTokens;

  /** The new names of removed methods. */
  private final Map<String, String> replacements = new HashMap<>();

  private MergedMethodView(
      TokenStream original, TokenStream current, boolean ignoreUnusedVariables) {
    this.original = original;
    this.current = current;
    this.ignoreUnusedVariables = ignoreUnusedVariables;
    this.originalMethods = uniqueMethods(original);
    this.currentMethods = uniqueMethods(current);
    this.currentTokens = new HashSet<>(current.tokens());
  }

  /**
   * Returns the tokens of a file with its equal methods merged.
   *
   * @param current the tokens after the change, which show which of the methods were removed
   * @param ignoreUnusedVariables whether local variables may have been removed as well, so that methods are equal without them
   */
  static TokenStream of(TokenStream original, TokenStream current, boolean ignoreUnusedVariables) {
    return new MergedMethodView(original, current, ignoreUnusedVariables).mergedStream();
  }

  /** Returns the private methods that are not overloaded, by name. */
  private static Map<String, PrivateMethod> uniqueMethods(TokenStream tokens) {
    var methods = new HashMap<String, PrivateMethod>();
    PrivateMethod.findAll(tokens.tokens()).stream()
        .collect(groupingBy(PrivateMethod::name))
        .forEach((name, overloads) -> {
          if (overloads.size() == 1) {
            methods.put(name, overloads.getFirst());
          }
        });
    return methods;
  }

  private TokenStream mergedStream() {
    List<PrivateMethod> removed =
        originalMethods.values().stream()
            .filter(method -> !currentTokens.contains(method.name()))
            .toList();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (PrivateMethod method : removed) {
        // A method that calls another removed one is equal only once that one has its new name.
        if (!replacements.containsKey(method.name()) && method.hasOnlyReferences()) {
          Optional<String> replacement = findReplacement(method);
          replacement.ifPresent(name -> replacements.put(method.name(), name));
          changed |= replacement.isPresent();
        }
      }
    }
    return replacements.isEmpty() ? original : removeMethods(removed);
  }

  private TokenStream removeMethods(List<PrivateMethod> removed) {
    var removedRanges = new BitSet();
    removed.stream()
        .filter(method -> replacements.containsKey(method.name()))
        .forEach(method -> removedRanges.set(method.start(), method.end()));
    var remaining = new ArrayList<String>();
    for (int index = removedRanges.nextClearBit(0);
        index < original.tokens().size();
        index = removedRanges.nextClearBit(index + 1)) {
      remaining.add(renameToken(original.tokens().get(index)));
    }
    return new TokenStream(List.copyOf(remaining), original.imports(), original.comments());
  }

  /** Returns the name of the method that replaces a removed one; of several the one whose calls increased most. */
  private Optional<String> findReplacement(PrivateMethod removed) {
    return originalMethods.values().stream()
        .filter(method ->
            method.classBodyStart() == removed.classBodyStart()
                && currentMethods.containsKey(method.name()))
        .filter(method -> isEqual(removed, method.name()) && method.hasOnlyReferences())
        .max(
            Comparator.comparingInt(this::addedCalls)
                .thenComparing(Comparator.comparingInt(PrivateMethod::start).reversed()))
        .map(PrivateMethod::name);
  }

  private int addedCalls(PrivateMethod method) {
    return Collections.frequency(current.tokens(), method.name())
        - Collections.frequency(original.tokens(), method.name());
  }

  /**
   * Returns whether a removed method equals the remaining method of this name, token by token, except for the names of
   * parameters and local variables.
   */
  private boolean isEqual(PrivateMethod removed, String name) {
    List<String> renamedTokens =
        removed.methodTokens().stream()
            .map(token -> token.equals(removed.name()) ? name : renameToken(token))
            .toList();
    List<String> replacementTokens =
        Objects.requireNonNull(currentMethods.get(name)).methodTokens();
    return RenamedVariables.areEqual(renamedTokens, replacementTokens)
        || ignoreUnusedVariables
            && RenamedVariables.areEqual(withoutUnusedVariables(renamedTokens), replacementTokens);
  }

  private String renameToken(String token) {
    return replacements.getOrDefault(token, token);
  }

  /** Returns the tokens without the local variables whose names no longer occur. */
  private List<String> withoutUnusedVariables(List<String> tokens) {
    var remaining = new ArrayList<String>();
    int statementStart = 0;
    for (int index = 0; index < tokens.size(); index++) {
      if (declaresUnusedVariable(tokens, index)) {
        remaining.subList(statementStart, remaining.size()).clear();
        index = endOfStatement(tokens, index);
      } else {
        remaining.add(tokens.get(index));
        statementStart = "{};:".contains(tokens.get(index)) ? remaining.size() : statementStart;
      }
    }
    return remaining;
  }

  /** Returns the index of the last token of a statement; {@link TokenNormalizer} drops a semicolon after a brace. */
  private static int endOfStatement(List<String> tokens, int from) {
    int index = from;
    while (index + 1 < tokens.size() && !tokens.get(index).equals(";")) {
      if (tokens.get(index).equals("{")) {
        return PrivateMethod.indexAfterClosing(tokens, index) - 1;
      }
      index =
          "([".contains(tokens.get(index))
              ? PrivateMethod.indexAfterClosing(tokens, index)
              : index + 1;
    }
    return index;
  }

  private boolean declaresUnusedVariable(List<String> tokens, int index) {
    String token = tokens.get(index);
    boolean isUnused = index > 0 && index + 1 < tokens.size() && !currentTokens.contains(token);
    return isUnused
        && Character.isJavaIdentifierStart(token.charAt(0))
        && Set.of("=", ";").contains(tokens.get(index + 1))
        && (tokens.get(index - 1).equals(">")
            || PrivateMethod.mayPrecedeDeclaredName(tokens.get(index - 1)));
  }
}
