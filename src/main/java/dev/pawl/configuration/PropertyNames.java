package dev.pawl.configuration;

import dev.pawl.configuration.RenamedPropertiesEnvironmentPostProcessor.RenamedProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** The names that exist: those of the property records, and the former names of renamed properties. */
final class PropertyNames {

  private static final int MAX_SUGGESTIONS = 3;

  /** The part of a name that may be wrong for another name to count as near: one in five characters, but at least 3. */
  private static final int CHARACTERS_PER_MISTAKE = 5;

  private static final int MIN_MISTAKES = 3;

  /** What may follow a name. */
  private sealed interface Shape {

    /** A value: nothing follows. */
    record Value() implements Shape {}

    /** A list: an index follows, unless the elements are in one value. */
    record Elements(Shape element) implements Shape {}

    /** A map: a key follows. */
    record Entries(Shape value) implements Shape {}

    /** A group of properties by their name: the name of one of them follows. */
    record Members(Map<String, Shape> members) implements Shape {

      Members() {
        this(new TreeMap<>());
      }
    }
  }

  private final Shape.Members root = new Shape.Members();

  /** The current names by all names that can be suggested; a former name stands for the current one. */
  private final Map<String, String> suggestions = new LinkedHashMap<>();

  private PropertyNames() {}

  /** Returns the names of the properties of records that are annotated with {@link ConfigurationProperties}. */
  static PropertyNames of(Collection<Class<? extends Record>> records) {
    var names = new PropertyNames();
    for (Class<? extends Record> type : records) {
      names.add(prefix(type), type);
    }
    RenamedPropertiesEnvironmentPostProcessor.renamedProperties().forEach(names::add);
    return names;
  }

  /** Returns the prefix of the properties of a record. */
  static String prefix(Class<? extends Record> type) {
    return Objects.requireNonNull(
            AnnotatedElementUtils.findMergedAnnotation(type, ConfigurationProperties.class))
        .prefix();
  }

  private void add(String prefix, Class<? extends Record> type) {
    List<String> path = List.of(prefix.split("\\."));
    var members = (Shape.Members) shape(type, prefix);
    merge(path, members);
  }

  /** Adds the former name of a renamed property. */
  private void add(RenamedProperty renamed) {
    String name = renamed.formerName().toString();
    Shape shape = new Shape.Value();
    if (renamed.type().startsWith("java.util.List<")) {
      shape = new Shape.Elements(shape);
    } else if (renamed.type().startsWith("java.util.Map<")) {
      shape = new Shape.Entries(shape);
    }
    List<String> path = List.of(name.split("\\."));
    merge(
        path.subList(0, path.size() - 1),
        new Shape.Members(new TreeMap<>(Map.of(path.getLast(), shape))));
    suggestions.put(name, renamed.newKey());
  }

  private void merge(List<String> path, Shape.Members added) {
    Shape.Members parent = root;
    for (String name : path) {
      parent = (Shape.Members) parent.members().computeIfAbsent(name, key -> new Shape.Members());
    }
    parent.members().putAll(added.members());
  }

  private Shape shape(Type type, String name) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      suggestions.put(name, name);
      return generic.getRawType() == Map.class
          ? new Shape.Entries(shape(last, name + ".*"))
          : new Shape.Elements(shape(last, name + "[0]"));
    }
    if (type instanceof Class<?> record && record.isRecord()) {
      var members = new Shape.Members();
      for (RecordComponent component : record.getRecordComponents()) {
        String dashed = DataObjectPropertyName.toDashedForm(component.getName());
        members.members().put(dashed, shape(component.getGenericType(), name + "." + dashed));
      }
      return members;
    }
    suggestions.put(name, name);
    return new Shape.Value();
  }

  /** Returns the names of all current properties; {@code *} stands for the key of a map. */
  List<String> current() {
    return suggestions.values().stream().distinct().filter(name -> !name.contains("[")).toList();
  }

  /** Returns whether a property with this name exists. */
  boolean contains(ConfigurationPropertyName name) {
    return contains(root, name, 0);
  }

  private static boolean contains(Shape shape, ConfigurationPropertyName name, int index) {
    boolean atEnd = index == name.getNumberOfElements();
    return switch (shape) {
      case Shape.Value() -> atEnd;
      case Shape.Elements(Shape element) ->
          atEnd || name.isNumericIndex(index) && contains(element, name, index + 1);
      case Shape.Entries(Shape.Members members) ->
          atEnd || index + 1 == name.getNumberOfElements() || contains(members, name, index + 1);
      // The keys of a map of values may contain dots.
      case Shape.Entries _ -> true;
      case Shape.Members(Map<String, Shape> members) ->
          !atEnd
              && members.entrySet().stream()
                  .anyMatch(member ->
                      uniform(member.getKey()).equals(name.getElement(index, Form.UNIFORM))
                          && contains(member.getValue(), name, index + 1));
    };
  }

  private static String uniform(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }

  /** Returns whether a property can be set by an environment variable with this name. */
  boolean containsVariable(String variable) {
    return contains(root, List.of(variable.toLowerCase(Locale.ROOT).split("_")));
  }

  private static boolean contains(Shape shape, List<String> words) {
    return switch (shape) {
      case Shape.Value() -> words.isEmpty();
      case Shape.Elements(Shape element) ->
          words.isEmpty()
              || words.getFirst().matches("\\d+")
                  && contains(element, words.subList(1, words.size()));
      case Shape.Entries(Shape.Members members) -> containsEntry(members, words);
      case Shape.Entries _ -> !words.isEmpty();
      case Shape.Members(Map<String, Shape> members) ->
          members.entrySet().stream()
              .anyMatch(member ->
                  // Hyphens are removed, or replaced by underscores.
                  startsWith(words, List.of(uniform(member.getKey())), member.getValue())
                      || startsWith(words, List.of(member.getKey().split("-")), member.getValue()));
    };
  }

  /** Returns whether the words are a key, of any number of words, and a member. */
  private static boolean containsEntry(Shape.Members members, List<String> words) {
    for (int key = 1; key < words.size(); key++) {
      if (contains(members, words.subList(key, words.size()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(List<String> words, List<String> start, Shape rest) {
    return words.size() >= start.size()
        && words.subList(0, start.size()).equals(start)
        && contains(rest, words.subList(start.size(), words.size()));
  }

  /** Returns the names of the properties that are spelt like a name, nearest first, at most three. */
  List<String> findNear(String name) {
    String unknown = uniform(name);
    int limit = Math.max(MIN_MISTAKES, unknown.length() / CHARACTERS_PER_MISTAKE);
    List<String> near =
        suggestions.keySet().stream()
            .filter(known -> distance(unknown, uniform(known)) <= limit)
            .sorted(Comparator.comparingInt(known -> distance(unknown, uniform(known))))
            .map(known -> String.valueOf(suggestions.get(known)))
            .distinct()
            .limit(MAX_SUGGESTIONS)
            .toList();
    return near.isEmpty() ? findWithSameEnd(unknown) : near;
  }

  private List<String> findWithSameEnd(String unknown) {
    String end = unknown.substring(unknown.lastIndexOf('.') + 1);
    return current().stream()
        .filter(known -> uniform(known).endsWith("." + end))
        .limit(MAX_SUGGESTIONS)
        .toList();
  }

  /** Returns the Levenshtein distance: the number of characters to insert, delete or replace. */
  private static int distance(String first, String second) {
    int[] previous = new int[second.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= first.length(); i++) {
      int[] current = new int[second.length() + 1];
      current[0] = i;
      for (int j = 1; j <= second.length(); j++) {
        int replaced = previous[j - 1] + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[second.length()];
  }
}
