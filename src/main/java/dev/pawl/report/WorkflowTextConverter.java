package dev.pawl.report;

import dev.pawl.workflow.WorkflowDocument;
import dev.pawl.workflow.WorkflowNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Sends every response that represents a workflow as its text report, if the client prefers plain text. */
@Component
class WorkflowTextConverter implements ServerHttpMessageConvertersCustomizer {

  private final ObjectProvider<ReportService> reports;

  WorkflowTextConverter(ObjectProvider<ReportService> reports) {
    this.reports = reports;
  }

  /** Adds the converter behind the others, so that JSON remains the default. */
  @Override
  public void customize(ServerBuilder converters) {
    converters.configureMessageConvertersList(list -> list.add(new ReportConverter(reports)));
  }

  private static final class ReportConverter
      extends AbstractHttpMessageConverter<WorkflowDocument> {

    private final ObjectProvider<ReportService> reports;

    ReportConverter(ObjectProvider<ReportService> reports) {
      super(StandardCharsets.UTF_8, MediaType.TEXT_PLAIN);
      this.reports = reports;
    }

    @Override
    protected boolean supports(Class<?> type) {
      return WorkflowDocument.class.isAssignableFrom(type);
    }

    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
      return false;
    }

    @Override
    protected WorkflowDocument readInternal(
        Class<? extends WorkflowDocument> type, HttpInputMessage message) {
      throw new HttpMessageNotReadableException("A report cannot be read.", message);
    }

    @Override
    protected void writeInternal(WorkflowDocument workflow, HttpOutputMessage message)
        throws IOException {
      ReportService service = reports.getObject();
      Report report =
          service
              .find(workflow.workflowId())
              .orElseThrow(() -> new WorkflowNotFoundException(workflow.workflowId()));
      service.write(report, ReportFormat.TEXT, message.getBody());
    }
  }
}
