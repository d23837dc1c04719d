import { Configuration, ResponseError, WorkflowsApi } from '../../target/clients/typescript';

const NOT_PASSED = 422;

/** Submits a workflow, waits until it has ended, and prints the verdict. Takes the URL of Pawl and the folder to verify. */
async function main(url: string, path: string): Promise<void> {
  const workflows = new WorkflowsApi(new Configuration({ basePath: url, accessToken: process.env.PAWL_TOKEN }));
  const workflow = await workflows.submitWorkflow({
    workflowRequest: { target: { path }, type: 'verify-only' },
    // With the key, the request can be repeated after a failure of the network.
    idempotencyKey: crypto.randomUUID(),
  });
  console.log(workflow.workflowId);
  try {
    console.log((await workflows.getVerdict({ id: workflow.workflowId, prefer: 'wait=600' })).trim());
  } catch (error) {
    if (!(error instanceof ResponseError) || error.response.status !== NOT_PASSED) {
      throw error;
    }
    console.log((await error.response.text()).trim());
    process.exitCode = 1;
  }
}

const [url, path] = process.argv.slice(2);
main(url, path);
