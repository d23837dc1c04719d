package dev.pawl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.workflow.WorkflowEvent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares what users of Pawl depend on with a recorded list, so that renaming a class changes nothing that is public. The
 * paths, schemas and JSON fields of the API are compared by {@link OpenApiTests}. Run with {@code
 * -Dpawl.public-surface=true} to record an intended change.
 */
@PawlTest
class PublicSurfaceTests {

  private static final Path RECORDED = Path.of("src/test/resources/dev/pawl/public-surface");

  @Autowired JdbcClient jdbc;

  @Test
  void eventTypesAndTheirFieldsAreUnchanged() throws IOException {
    List<String> events =
        Arrays.stream(WorkflowEvent.class.getPermittedSubclasses())
            .map(type ->
                WorkflowEvent.eventType(type.asSubclass(WorkflowEvent.class)) + fields(type))
            .sorted()
            .toList();

    compare("event-types.txt", events);
  }

  private static String fields(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  @Test
  void columnsAreUnchanged() throws IOException {
    List<String> columns =
        jdbc.sql(
                """
                select c.table_name || '.' || c.column_name || ' ' || c.udt_name
                from information_schema.columns c
                join pg_class t on t.relname = c.table_name and t.relnamespace = 'public'::regnamespace
                where c.table_schema = 'public' and not t.relispartition and t.relkind in ('r', 'p')
                  and c.table_name <> 'flyway_schema_history'
                """)
            .query(String.class)
            .list();

    compare("columns.txt", new TreeSet<>(columns));
  }

  @Test
  void propertyKeysAreUnchanged() throws IOException {
    var keys = new TreeSet<String>();
    for (var resource :
        Collections.list(
            getClass()
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = resource.openStream()) {
        JsonMapper.shared()
            .readTree(in)
            .path("properties")
            .valueStream()
            .map((JsonNode property) -> property.path("name").asString())
            .filter(name -> name.startsWith("pawl."))
            .forEach(keys::add);
      }
    }

    compare("property-keys.txt", keys);
  }

  private static void compare(String name, Collection<String> actual) throws IOException {
    Path file = RECORDED.resolve(name);
    if (Boolean.getBoolean("pawl.public-surface")) {
      Files.createDirectories(RECORDED);
      Files.write(file, actual);
    }
    assertThat(actual)
        .as("%s: users depend on it; keep the old name working", file)
        .containsExactlyElementsOf(Files.readAllLines(file));
  }
}
