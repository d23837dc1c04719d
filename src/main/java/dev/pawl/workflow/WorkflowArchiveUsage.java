package dev.pawl.workflow;

import dev.pawl.archive.ArchiveUsage;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the open workflows that use an archive as their target. */
@Component
class WorkflowArchiveUsage implements ArchiveUsage {

  private final JdbcClient client;

  WorkflowArchiveUsage(JdbcClient client) {
    this.client = client;
  }

  @Override
  public List<String> findActiveWorkflows(String target) {
    return client
        .sql(
            "select name from workflow where target_name = ? and status in ('QUEUED', 'RUNNING',"
                + " 'AWAITING_DECISION') order by id")
        .param(target)
        .query((row, number) -> row.getString(1))
        .list();
  }
}
