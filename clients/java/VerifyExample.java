import dev.pawl.client.ApiClient;
import dev.pawl.client.ApiException;
import dev.pawl.client.api.WorkflowsApi;
import dev.pawl.client.model.Target;
import dev.pawl.client.model.WorkflowRequest;
import dev.pawl.client.model.WorkflowView;
import java.util.UUID;

/** Submits a workflow, waits until it has ended, and prints the verdict. Takes the URL of Pawl and the folder to verify. */
class VerifyExample {

  private static final int NOT_PASSED = 422;

  public static void main(String[] arguments) throws ApiException {
    var client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    String token = System.getenv("PAWL_TOKEN");
    if (token != null) {
      client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    }
    var workflows = new WorkflowsApi(client);
    var request =
        new WorkflowRequest()
            .target(new Target().path(arguments[1]))
            .type("verify-only");
    // With the key, the request can be repeated after a failure of the network.
    WorkflowView workflow = workflows.submitWorkflow(request, UUID.randomUUID().toString(), null);
    System.out.println(workflow.getWorkflowId());
    try {
      System.out.print(workflows.getVerdict(workflow.getWorkflowId(), "wait=600"));
    } catch (ApiException e) {
      if (e.getCode() != NOT_PASSED) {
        throw e;
      }
      System.out.print(e.getResponseBody());
      System.exit(1);
    }
  }
}
