package dev.pawl.workflow.web;

import dev.pawl.workflow.WorkflowSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Sends the list of workflows as one line for each workflow, if the client prefers plain text. */
@Component
class WorkflowPageTextConverter implements ServerHttpMessageConvertersCustomizer {

  /** Adds the converter behind the others, so that JSON remains the default. */
  @Override
  public void customize(ServerBuilder converters) {
    converters.configureMessageConvertersList(list -> list.add(new PageConverter()));
  }

  private static final class PageConverter
      extends AbstractHttpMessageConverter<WorkflowListController.Page> {

    PageConverter() {
      super(StandardCharsets.UTF_8, MediaType.TEXT_PLAIN);
    }

    @Override
    protected boolean supports(Class<?> type) {
      return WorkflowListController.Page.class.isAssignableFrom(type);
    }

    @Override
    protected WorkflowListController.Page readInternal(
        Class<? extends WorkflowListController.Page> type, HttpInputMessage message) {
      throw new HttpMessageNotReadableException("A list cannot be read.", message);
    }

    @Override
    protected void writeInternal(WorkflowListController.Page page, HttpOutputMessage message)
        throws IOException {
      var text = new StringBuilder();
      for (WorkflowSummary workflow : page.items()) {
        text.append(
            "%-40s %-17s %-14s %s%n"
                .formatted(
                    workflow.workflowId(),
                    workflow.status().value(),
                    workflow.type(),
                    workflow.target().replaceAll("\\p{Cntrl}", "?")));
      }
      message.getBody().write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
