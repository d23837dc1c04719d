package dev.pawl.tool.proof;

import static java.util.stream.Collectors.groupingBy;

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
final class Merged {

  private final Words old;
  private final Words now;
  private final boolean shortened;
  private final Map<String, PrivateMethod> before;
  private final Map<String, PrivateMethod> after;
  private final Set<String> standing;

  /** The new names of removed methods. */
  private final Map<String, String> names = new HashMap<>();

  private Merged(Words old, Words now, boolean shortened) {
    this.old = old;
    this.now = now;
    this.shortened = shortened;
    this.before = methods(old);
    this.after = methods(now);
    this.standing = new HashSet<>(now.code());
  }

  /**
   * Returns the tokens of a file with its equal methods merged.
   *
   * @param now the tokens after the change, which show which of the methods were removed
   * @param shortened whether local variables may have been removed as well, so that methods are equal without them
   */
  static Words of(Words old, Words now, boolean shortened) {
    return new Merged(old, now, shortened).words();
  }

  /** Returns the private methods that are not overloaded, by name. */
  private static Map<String, PrivateMethod> methods(Words words) {
    var methods = new HashMap<String, PrivateMethod>();
    PrivateMethod.in(words.code()).stream()
        .collect(groupingBy(PrivateMethod::name))
        .forEach((name, all) -> {
          if (all.size() == 1) {
            methods.put(name, all.getFirst());
          }
        });
    return methods;
  }

  private Words words() {
    List<PrivateMethod> gone =
        before.values().stream().filter(method -> !standing.contains(method.name())).toList();
    boolean more = true;
    while (more) {
      more = false;
      for (PrivateMethod method : gone) {
        // A method that calls another removed one is equal only once that one has its new name.
        if (!names.containsKey(method.name()) && method.isOnlyCalled()) {
          Optional<String> kept = kept(method);
          kept.ifPresent(name -> names.put(method.name(), name));
          more |= kept.isPresent();
        }
      }
    }
    return names.isEmpty() ? old : without(gone);
  }

  private Words without(List<PrivateMethod> gone) {
    var left = new BitSet();
    gone.stream()
        .filter(method -> names.containsKey(method.name()))
        .forEach(method -> left.set(method.start(), method.end()));
    var rest = new ArrayList<String>();
    for (int at = left.nextClearBit(0); at < old.code().size(); at = left.nextClearBit(at + 1)) {
      rest.add(renamed(old.code().get(at)));
    }
    return new Words(List.copyOf(rest), old.imports(), old.comments());
  }

  /** Returns the name of the method that replaces a removed one; of several the one whose calls increased most. */
  private Optional<String> kept(PrivateMethod gone) {
    return before.values().stream()
        .filter(method -> method.open() == gone.open() && after.containsKey(method.name()))
        .filter(method -> saysTheSame(gone, method.name()) && method.isOnlyCalled())
        .max(
            Comparator.comparingInt(this::moreCalls)
                .thenComparing(Comparator.comparingInt(PrivateMethod::start).reversed()))
        .map(PrivateMethod::name);
  }

  private int moreCalls(PrivateMethod method) {
    return Collections.frequency(now.code(), method.name())
        - Collections.frequency(old.code(), method.name());
  }

  /** Returns whether a removed method equals the remaining method of this name, token by token. */
  private boolean saysTheSame(PrivateMethod gone, String name) {
    List<String> said =
        gone.code().stream().map(word -> word.equals(gone.name()) ? name : renamed(word)).toList();
    List<String> kept = Objects.requireNonNull(after.get(name)).code();
    return said.equals(kept) || shortened && withoutLost(said).equals(kept);
  }

  private String renamed(String word) {
    return names.getOrDefault(word, word);
  }

  /** Returns the tokens without the local variables whose names no longer occur. */
  private List<String> withoutLost(List<String> said) {
    var rest = new ArrayList<String>();
    int statement = 0;
    for (int at = 0; at < said.size(); at++) {
      if (declaresLost(said, at)) {
        rest.subList(statement, rest.size()).clear();
        at = endOfStatement(said, at);
      } else {
        rest.add(said.get(at));
        statement = "{};:".contains(said.get(at)) ? rest.size() : statement;
      }
    }
    return rest;
  }

  /** Returns the index of the last token of a statement; {@link Spelling} drops a semicolon after a brace. */
  private static int endOfStatement(List<String> said, int from) {
    int at = from;
    while (at + 1 < said.size() && !said.get(at).equals(";")) {
      if (said.get(at).equals("{")) {
        return PrivateMethod.closed(said, at) - 1;
      }
      at = "([".contains(said.get(at)) ? PrivateMethod.closed(said, at) : at + 1;
    }
    return at;
  }

  private boolean declaresLost(List<String> said, int at) {
    String word = said.get(at);
    boolean named = at > 0 && at + 1 < said.size() && !standing.contains(word);
    return named
        && Character.isJavaIdentifierStart(word.charAt(0))
        && Set.of("=", ";").contains(said.get(at + 1))
        && (said.get(at - 1).equals(">") || PrivateMethod.mayDeclare(said.get(at - 1)));
  }
}
