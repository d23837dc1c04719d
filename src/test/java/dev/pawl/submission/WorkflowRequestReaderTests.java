package dev.pawl.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.workflow.NewWorkflow;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@PawlTest
class WorkflowRequestReaderTests {

  @Autowired WorkflowRequestReader reader;
  @Autowired PawlClient pawl;
  private Path target;

  @BeforeEach
  void createTarget() {
    target = pawl.newTarget();
  }

  private NewWorkflow read(String members) {
    return reader.read("{\"target\": {\"path\": \"" + target + "\"}" + members + "}", null);
  }

  @SuppressWarnings("unchecked")
  private List<ValidationError> faults(String body) {
    var invalid =
        catchThrowableOfType(InvalidRequestException.class, () -> reader.read(body, null));
    assertThat(invalid).as("accepted: %s", body).isNotNull();
    var properties =
        Objects.requireNonNullElse(invalid.getBody().getProperties(), Map.<String, Object>of());
    return (List<ValidationError>) properties.getOrDefault("errors", List.of());
  }

  private List<ValidationError> faultsWith(String members) {
    return faults("{\"target\": {\"path\": \"" + target + "\"}" + members + "}");
  }

  @Test
  void appliesDefaults() {
    assertThat(read(""))
        .returns(false, NewWorkflow::dryRun)
        .returns(5, NewWorkflow::priority)
        .returns(Duration.ofHours(1), NewWorkflow::timeout)
        .returns(Map.of(), NewWorkflow::labels)
        .satisfies(accepted -> assertThat(accepted.plan().type()).isEqualTo("standard"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--with=blakc", "--with=black,blakc", "\\\"--with=blakc\\\""})
  void rejectsStepsWithUnknownFormatters(String arguments) {
    assertThat(
            faultsWith(
                ", \"steps\": [{\"command\": \"verify\"}, {\"command\": \"format\", \"arguments\":"
                    + " \"%s\"}]".formatted(arguments)))
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo("/steps/1/arguments");
          assertThat(fault.detail()).contains("blakc", "google-java-format");
        });
  }

  @Test
  void usesDefaultTypeOfTarget() {
    TestFiles.write(target, ".quality-config.json", "{\"default_workflow\": \"verify-only\"}");

    assertThat(read("").plan().type()).isEqualTo("verify-only");
    assertThat(read(", \"type\": \"standard\"").plan().type()).isEqualTo("standard");
  }

  @Test
  void readsAllFields() {
    var accepted =
        read(
            ", \"dry_run\": true, \"priority\": 9, \"timeout\": \"30m\", \"labels\": {\"team\":"
                + " \"core\"}, \"on_failure\": {\"format\": \"continue\"}, \"gates\": [{\"metric\":"
                + " \"errors\", \"operator\": \"<=\", \"threshold\": 3}]");

    assertThat(accepted)
        .returns(true, NewWorkflow::dryRun)
        .returns(9, NewWorkflow::priority)
        .returns(Duration.ofMinutes(30), NewWorkflow::timeout)
        .returns(Map.of("team", "core"), NewWorkflow::labels);
    var steps = accepted.plan().phases().stream().flatMap(phase -> phase.steps().stream()).toList();
    assertThat(steps)
        .filteredOn(step -> step.name().equals("format"))
        .extracting("onFailure")
        .containsExactly(OnFailure.CONTINUE);
    assertThat(steps)
        .filteredOn(step -> step.name().equals("final_verify"))
        .flatExtracting("gates")
        .hasSize(1);
  }

  @Test
  void reportsAllErrorsAtOnce() {
    var reported =
        faults(
            "{\"target\": {\"path\": \"/etc\"}, \"type\": \"nonsense\", \"dry_run\": \"perhaps\","
                + " \"priority\": 12, \"timeout\": \"soon\", \"typo\": 1, \"interactive\":"
                + " \"perhaps\", \"labels\": {\"bad key\": \"x\"}}");

    assertThat(reported)
        .extracting(ValidationError::pointer)
        .containsExactlyInAnyOrder(
            "/target/path",
            "/type",
            "/dry_run",
            "/priority",
            "/timeout",
            "/typo",
            "/interactive",
            "/labels");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        ", \"priority\": \"high\" | /priority | whole number",
        ", \"priority\": -1 | /priority | 0 to 9",
        ", \"commands\": \"format\" | /commands | list",
        ", \"commands\": [null] | /commands/0 | must be a string",
        ", \"labels\": [] | /labels | object",
        ", \"on_failure\": {\"format\": \"explode\"} | /on_failure/format | abort, continue",
        ", \"on_failure\": {\"nope\": \"abort\"} | /on_failure/nope | not a step",
        ", \"gates\": [{\"metric\": \"joy\", \"operator\": \"<=\", \"threshold\": 1}] |"
            + " /gates/0/metric | not one of",
        ", \"gates\": [null] | /gates/0 | must have metric",
        ", \"gates\": [{\"metric\": \"errors\"}] | /gates/0 | must have metric",
        ", \"gates\": [{\"metric\": \"errors\", \"operator\": \"~\", \"threshold\": 1}] |"
            + " /gates/0/operator | <=",
        ", \"gates\": [{\"metric\": \"errors\", \"operator\": \"<=\", \"threshold\": \"x\"}] |"
            + " /gates/0/threshold | whole number",
        ", \"timeout\": \"0s\" | /timeout | 1s to 24h",
        ", \"timeout\": \"25h\" | /timeout | 1s to 24h",
        ", \"concurrency\": {\"policy\": \"queue\"} | /concurrency/group | 1 to 200 letters",
        ", \"concurrency\": {\"group\": \"a b\"} | /concurrency/group | 1 to 200 letters",
        ", \"concurrency\": {\"group\": \"a\", \"policy\": \"x\"} | /concurrency/policy | is not"
            + " one of",
        ", \"gates\": [{\"metric\": \"max_complexity\", \"operator\": \"<=\", \"threshold\": 1}]"
            + " | /gates/0/metric | measured by quality/analyze",
        ", \"callback_url\": \"http://x\" | /callback_url | must begin with https",
        ", \"session_id\": \"x\" | /session_id | not an open session",
      })
  void reportsPointerAndDetail(String members, String pointer, String detail) {
    assertThat(faultsWith(members.strip()))
        .anySatisfy(fault -> {
          assertThat(fault.pointer()).isEqualTo(pointer);
          assertThat(fault.detail()).contains(detail);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"target\": null}",
        "{\"target\": {}}",
        "{\"target\": {\"path\": \".\", \"git\": {\"url\": \"file:///x\"}}}"
      })
  void requiresExactlyOneTarget(String body) {
    assertThat(faults(body)).extracting(ValidationError::pointer).containsExactly("/target");
  }

  @Test
  void readsAGitTarget() {
    assertThat(faults("{\"target\": {\"git\": {\"url\": \"ftp://x/y\", \"depth\": \"deep\"}}}"))
        .extracting(ValidationError::pointer)
        .containsExactly("/target/git/depth");
    assertThat(faults("{\"target\": {\"git\": {\"url\": \"ftp://x/y\"}}}"))
        .extracting(ValidationError::pointer)
        .containsExactly("/target/git/url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "{\"target\": {\"path\": \".\"}} x",
        "{\"type\": \"a\", \"type\": \"b\"}",
        "\"x\""
      })
  void rejectsInvalidBody(String body) {
    var invalid =
        catchThrowableOfType(InvalidRequestException.class, () -> reader.read(body, null));

    assertThat(invalid).isNotNull();
    assertThat(String.valueOf(invalid.getBody().getDetail()))
        .doesNotContain("REDACTED", "StreamReadFeature", "dev.pawl");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        ", \"steps\": [] | /commands | at least one",
        ", \"steps\": [null] | /steps/0 | must have a command",
        ", \"steps\": [{}] | /steps/0 | must have a command",
        ", \"steps\": {} | /steps | must be a list",
        ", \"steps\": [{\"command\": \"format\", \"typo\": 1}] | /steps/0/typo | not a known field",
        ", \"steps\": [{\"command\": \"format\", \"timeout\": \"x\"}] | /steps/0/timeout |"
            + " duration",
        ", \"steps\": [{\"command\": \"format\", \"timeout\": \"25h\"}] | /steps/0/timeout | 1s to"
            + " 24h",
        ", \"steps\": [{\"command\": \"format\", \"on_failure\": \"x\"}] | /steps/0/on_failure |"
            + " abort, continue",
        ", \"steps\": [{\"command\": \"verify\", \"gates\": [{}]}] | /steps/0/gates/0 | must have"
            + " metric",
        ", \"steps\": [{\"command\": \"nothing\"}] | /steps/0 | is not one of",
        ", \"steps\": [{\"command\": \"../../x\"}] | /steps/0 | is not one of",
        ", \"type\": \"standard\", \"commands\": [\"format\"] | /commands | custom and adaptive",
        ", \"type\": \"custom\" | /commands | at least one",
        ", \"planning\": [] | /planning | must be an object",
        ", \"planning\": {\"mode\": \"x\"} | /planning/mode | coordinated, adaptive",
        ", \"planning\": {\"priority\": \"x\"} | /planning/priority | balanced, speed, safety,"
            + " thorough",
        ", \"planning\": {\"max_parallel\": 0} | /planning/max_parallel | from 1 to 8",
        ", \"planning\": {\"max_parallel\": 9} | /planning/max_parallel | from 1 to 8",
        ", \"planning\": {\"optimization_level\": 1} | /planning/optimization_level | maximum",
      })
  void reportsErrorsOfStepsAndPlanning(String members, String pointer, String detail) {
    assertThat(faultsWith(members.strip()))
        .anySatisfy(fault -> {
          assertThat(fault.pointer()).isEqualTo(pointer);
          assertThat(fault.detail()).contains(detail);
        });
  }

  @Test
  void acceptsAtMost100Commands() {
    String hundred = "\"verify\", ".repeat(99) + "\"format\"";

    assertThat(read(", \"commands\": [" + hundred + "]").plan().type()).isEqualTo("custom");
    assertThat(faultsWith(", \"commands\": [" + hundred + ", \"format\"]"))
        .extracting(ValidationError::pointer)
        .contains("/commands");
  }

  @Test
  void readsPlanningIgnoringCase() {
    var plan =
        read(", \"type\": \"adaptive\", \"planning\": {\"priority\": \"SAFETY\", \"max_parallel\":"
                + " 8}")
            .plan();

    assertThat(plan.strategy()).isEqualTo("conservative");
    assertThat(plan.maxParallel()).isEqualTo(1);
  }

  @Test
  void disablesParallelismByTargetConfiguration() {
    TestFiles.write(target, ".quality-config.json", "{\"parallel_execution\": false}");

    assertThat(
            read(", \"type\": \"adaptive\", \"planning\": {\"priority\": \"speed\"}")
                .plan()
                .maxParallel())
        .isEqualTo(1);
  }

  @Test
  void rejectsTargetsWhoseGatesCannotBeRead() {
    TestFiles.write(target, ".quality-config.json", "{\"gates\": [{\"metric\": \"joy\"}]}");

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> read(""))
        .satisfies(e ->
            assertThat(e.errors())
                .singleElement()
                .returns("/target", ValidationError::pointer)
                .satisfies(error ->
                    assertThat(error.detail())
                        .contains("cannot be applied: /gates/0/metric is not")));
  }

  @Test
  void warnsAboutInvalidTargetConfiguration() {
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"gates\": [{\"metric\": \"errors\", \"operator\": \"<=\","
            + " \"threshold\": 3}], \"on_failure\": {\"format\": \"explode\", \"cleanup\":"
            + " \"continue\"}}");

    var plan = read("").plan();

    assertThat(plan.warnings())
        .singleElement()
        .asString()
        .startsWith(".quality-config.json: /on_failure/format is not one of abort,");

    assertThat(plan.steps())
        .filteredOn(step -> step.name().equals("final_verify"))
        .flatExtracting(step -> step.gates().stream().map(gate -> gate.text()).toList())
        .containsExactly("errors <= 0 on new code", "errors <= 3 on all code");
    assertThat(plan.steps())
        .filteredOn(step -> step.onFailure() != OnFailure.ABORT)
        .extracting(step -> step.name())
        .containsExactly("cleanup");
  }
}
