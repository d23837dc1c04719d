package dev.pawl.workflow;

import dev.pawl.archive.ArchiveUse;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the open workflows that use an archive as their target. */
@Component
class ArchiveWorkflows implements ArchiveUse {

  private final JdbcClient client;

  ArchiveWorkflows(JdbcClient client) {
    this.client = client;
  }

  @Override
  public List<String> workflows(String target) {
    return client
        .sql(
            "select name from workflow where target_name = ? and status in ('QUEUED', 'RUNNING',"
                + " 'AWAITING_DECISION') order by id")
        .param(target)
        .query((row, number) -> row.getString(1))
        .list();
  }
}
