package dev.pawl.target;

import dev.pawl.target.TargetConfig.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Validates the fields of a {@code .quality-config.json}. */
final class TargetConfigValidator {

  private TargetConfigValidator() {}

  /** Removes invalid fields from a configuration and returns their errors, and those of unknown fields. */
  static List<Fault> removeInvalidFields(ObjectNode config) {
    List<Fault> faults = findUnknownFields(config);
    for (ConfigurationField field : ConfigurationField.ALL) {
      if (config.at(field.parent()) instanceof ObjectNode object) {
        var names =
            field.name().equals("*") ? List.copyOf(object.propertyNames()) : List.of(field.name());
        names.forEach(name -> check(object, name, field, faults));
      }
    }
    return faults;
  }

  /** Returns the errors of the fields that are not known. */
  private static List<Fault> findUnknownFields(ObjectNode config) {
    var fieldsByParent = new TreeMap<String, SortedSet<String>>();
    for (ConfigurationField field : ConfigurationField.ALL) {
      fieldsByParent.computeIfAbsent(field.parent(), parent -> new TreeSet<>()).add(field.name());
    }
    var faults = new ArrayList<Fault>();
    fieldsByParent.forEach((parent, known) -> {
      if (!known.contains("*") && config.at(parent) instanceof ObjectNode object) {
        for (String field : object.propertyNames()) {
          if (!known.contains(field)) {
            faults.add(
                new Fault(
                    JsonPointer.compile(parent).appendProperty(field).toString(),
                    "is not a known field; the known fields are " + String.join(", ", known)));
          }
        }
      }
    });
    return faults;
  }

  private static void check(
      ObjectNode object, String name, ConfigurationField field, List<Fault> faults) {
    @Nullable JsonNode value = object.get(name);
    if (value != null && !field.type().condition().test(value)) {
      object.remove(name);
      String pointer = JsonPointer.compile(field.parent()).appendProperty(name).toString();
      faults.add(new Fault(pointer, field.type().message()));
    }
  }

  /** Returns all errors for which a configuration must not be saved. */
  static List<Fault> validate(ObjectNode config) {
    return removeInvalidFields(config.deepCopy());
  }
}
