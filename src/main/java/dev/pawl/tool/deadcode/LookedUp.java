package dev.pawl.tool.deadcode;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import java.util.Set;

/** Tells which private members others reach without calling them: by their names, or by the annotations of their class. */
public final class LookedUp {

  /** Of serialization and of the launcher, which look for names. */
  private static final Set<String> LOOKED_FOR =
      Set.of(
          "serialVersionUID",
          "serialPersistentFields",
          "writeObject",
          "readObject",
          "readObjectNoData",
          "writeReplace",
          "readResolve",
          "main",
          "_");

  /** Annotations that make something of the fields and methods of a class without naming them. */
  private static final Set<String> USING_MEMBERS =
      Set.of(
          "Entity",
          "Embeddable",
          "MappedSuperclass",
          "Document",
          "Table",
          "Configuration",
          "ConfigurationProperties",
          "XmlRootElement",
          "XmlAccessorType",
          "JsonAutoDetect",
          "RunWith",
          "Data",
          "Value",
          "Builder",
          "Getter",
          "Setter",
          "AllArgsConstructor",
          "RequiredArgsConstructor",
          "ToString",
          "EqualsAndHashCode");

  private LookedUp() {}

  /** Whether serialization or the launcher look for members of this name. */
  public static boolean byName(String name) {
    return LOOKED_FOR.contains(name);
  }

  /** Whether an annotation of a class makes something of its members. */
  public static boolean byAnnotation(ClassTree type) {
    return type.getModifiers().getAnnotations().stream()
        .map(AnnotationTree::getAnnotationType)
        .map(Object::toString)
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .anyMatch(USING_MEMBERS::contains);
  }

  /** Whether what is imported makes something of the members of any class. */
  public static boolean byProcessor(ImportTree tree) {
    return tree.getQualifiedIdentifier().toString().startsWith("lombok.");
  }
}
