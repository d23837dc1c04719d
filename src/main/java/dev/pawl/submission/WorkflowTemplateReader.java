package dev.pawl.submission;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Validates submissions that are stored and submitted later, such as those of schedules. */
@Component
public class WorkflowTemplateReader {

  private static final int MAX_LENGTH = 100_000;
  private static final int MAX_LABELS = 32;

  /** Writes the stored workflow as ASCII: lone surrogates can be written as escapes only. */
  private static final JsonMapper ASCII_MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final SubmissionService submissions;

  WorkflowTemplateReader(SubmissionService submissions) {
    this.submissions = submissions;
  }

  /**
   * Validates a workflow as a submission, without starting it, and returns the text to store.
   *
   * @param workflow the field {@code workflow} of a request
   * @param label the label that each submission gets, so that the workflow must not have it
   * @param completion adds the fields that each submission gets, with values that are valid now
   * @param faults receives the errors, with pointers below {@code /workflow}
   */
  public String read(
      @Nullable JsonNode workflow,
      String label,
      UnaryOperator<ObjectNode> completion,
      List<ValidationError> faults) {
    if (!(workflow instanceof ObjectNode template)) {
      faults.add(
          new ValidationError(
              "/workflow", "must be an object as accepted by POST /api/v1/workflows"));
      return "";
    }
    String text = ASCII_MAPPER.writeValueAsString(template);
    if (text.length() > MAX_LENGTH) {
      faults.add(new ValidationError("/workflow", "must not be longer than 100000 characters"));
      return text;
    }
    if (template.path("labels").has(label)) {
      faults.add(
          new ValidationError(
              "/workflow/labels",
              "must not contain %s, which is added automatically".formatted(label)));
    } else if (template.path("labels").size() == MAX_LABELS) {
      faults.add(
          new ValidationError(
              "/workflow/labels",
              "must contain at most 31 entries, because %s is added".formatted(label)));
    }
    ObjectNode submission = completion.apply(template.deepCopy());
    try {
      submissions.read(ASCII_MAPPER.writeValueAsString(submission), null, Map.of(), null);
    } catch (InvalidRequestException invalid) {
      faults.addAll(withWorkflowPointers(invalid));
    }
    return text;
  }

  private static List<ValidationError> withWorkflowPointers(InvalidRequestException invalid) {
    return invalid.errors().isEmpty()
        ? List.of(
            new ValidationError(
                "/workflow", Optional.ofNullable(invalid.getBody().getDetail()).orElse("")))
        : invalid.errors().stream()
            .map(fault -> new ValidationError("/workflow" + fault.pointer(), fault.detail()))
            .toList();
  }
}
