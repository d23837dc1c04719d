package dev.pawl.callback;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Describes the callbacks in the OpenAPI document, as webhooks. */
@Component
@Order(4)
class CallbackWebhookCustomizer implements OpenApiCustomizer {

  @Override
  public void customise(OpenAPI api) {
    ModelConverters.getInstance(true)
        .readAll(CallbackPayload.class)
        .forEach(api.getComponents()::addSchemas);
    api.addWebhooks(
        "workflowStarted",
        webhook(
            "receiveWorkflowStarted",
            "A workflow has started",
            "Sent to callback_url when a workflow has started, if callback_events contains started."
                + " The type is workflow.started."));
    api.addWebhooks(
        "workflowEnded",
        webhook(
            "receiveWorkflowEnded",
            "A workflow has ended",
            "Sent to callback_url when a workflow has ended. The type is workflow.ended."));
    api.addWebhooks(
        "decisionOpened",
        webhook(
            "receiveDecisionOpened",
            "A workflow needs a decision",
            "Sent to callback_url when a workflow waits for a decision. The type is"
                + " workflow.decision_opened."));
  }

  private static PathItem webhook(String operationId, String summary, String description) {
    var payload = new Schema<Object>().$ref("#/components/schemas/CallbackPayload");
    return new PathItem()
        .post(
            new Operation()
                .operationId(operationId)
                .tags(List.of("webhooks"))
                .summary(summary)
                .description(
                    description
                        + " Any response but 2xx and 410 causes another attempt, for about a day.")
                .security(List.of())
                .parameters(
                    List.of(
                        header("webhook-id", "The id of the callback; the same in each attempt."),
                        header("webhook-timestamp", "The time of the attempt, in Unix seconds."),
                        header("webhook-signature", "The signature as of Standard Webhooks.")))
                .requestBody(
                    new RequestBody()
                        .required(true)
                        .content(
                            new Content()
                                .addMediaType("application/json", new MediaType().schema(payload))))
                .responses(
                    new ApiResponses()
                        .addApiResponse(
                            "204", new ApiResponse().description("The callback was received"))
                        .addApiResponse(
                            "410",
                            new ApiResponse().description("No callback is to be sent again"))));
  }

  private static Parameter header(String name, String description) {
    return new Parameter()
        .in("header")
        .name(name)
        .required(true)
        .description(description)
        .schema(new StringSchema());
  }
}
