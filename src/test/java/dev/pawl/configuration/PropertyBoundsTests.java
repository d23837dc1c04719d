package dev.pawl.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Constraint;
import jakarta.validation.Valid;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.validation.annotation.Validated;

/** Checks that every property of Pawl has bounds, by reflection over the property records. */
class PropertyBoundsTests {

  /** Returns the property records of the application, without those of tests. */
  static List<Class<? extends Record>> records() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    var records = new ArrayList<Class<? extends Record>>();
    for (var candidate : scanner.findCandidateComponents("dev.pawl")) {
      Class<?> type =
          ClassUtils.resolveClassName(Objects.requireNonNull(candidate.getBeanClassName()), null);
      String location = type.getProtectionDomain().getCodeSource().getLocation().getPath();
      if (!location.contains("test-classes")) {
        assertThat(type).as("property records are immutable").isRecord();
        records.add(type.asSubclass(Record.class));
      }
    }
    return records;
  }

  @Test
  void everyPropertyHasABound() {
    List<String> unbounded = records().stream().flatMap(PropertyBoundsTests::unbounded).toList();

    assertThat(records()).hasSizeGreaterThan(20);
    assertThat(unbounded)
        .as("add a constraint such as @DurationRange, @DataSizeRange, @Range or @NotBlank")
        .isEmpty();
  }

  @Test
  void everyRecordIsValidated() {
    assertThat(records()).allSatisfy(type -> assertThat(type).hasAnnotation(Validated.class));
  }

  /** Keys that are read apart from the records, such as the intervals of scheduled methods. */
  @Test
  void everyPropertyReadByItsKeyBelongsToARecord() throws IOException {
    PropertyNames names = PropertyNames.of(records());
    var key = Pattern.compile("\\$\\{(pawl\\.[a-z.-]+)");
    var read = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().matches(".*\\.(java|yaml)")) {
          key.matcher(Files.readString(file)).results().forEach(found -> read.add(found.group(1)));
        }
      }
    }

    assertThat(read)
        .contains("pawl.session.check")
        .allSatisfy(name ->
            assertThat(names.contains(ConfigurationPropertyName.of(name))).as(name).isTrue());
  }

  private static Stream<String> unbounded(Class<? extends Record> type) {
    var properties = type.getAnnotation(ConfigurationProperties.class);
    return unbounded(properties.value(), type);
  }

  private static Stream<String> unbounded(String prefix, Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(component -> unbounded(prefix, component));
  }

  private static Stream<String> unbounded(String prefix, RecordComponent component) {
    String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
    return unbounded(name, component.getAnnotatedType(), component);
  }

  private static Stream<String> unbounded(
      String name, AnnotatedType annotatedType, AnnotatedElement element) {
    Class<?> raw =
        org.springframework.core.ResolvableType.forType(annotatedType.getType()).toClass();
    if (annotatedType instanceof AnnotatedParameterizedType generic
        && (List.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw))) {
      AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
      AnnotatedType last = arguments[arguments.length - 1];
      return unbounded(name + "[]", last, last);
    }
    if (raw.isRecord()) {
      boolean cascades = hasAnnotation(element, annotatedType, Valid.class);
      return cascades ? unbounded(name, raw) : Stream.of(name + " (without @Valid)");
    }
    boolean isBounded =
        raw == boolean.class
            || raw == Boolean.class
            || raw.isEnum()
            || hasConstraint(element)
            || hasConstraint(annotatedType);
    return isBounded ? Stream.empty() : Stream.of(name);
  }

  private static boolean hasAnnotation(
      AnnotatedElement element, AnnotatedElement type, Class<? extends Annotation> annotation) {
    return element.isAnnotationPresent(annotation) || type.isAnnotationPresent(annotation);
  }

  private static boolean hasConstraint(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(Constraint.class));
  }
}
