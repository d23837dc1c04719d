package dev.pawl.submission;

import dev.pawl.target.Target;
import dev.pawl.workflow.ReportTo;
import java.util.Optional;
import org.springframework.validation.Errors;

/** Finds the place on a forge where a workflow is reported; implemented by the module that sends the reports. */
public interface ReportDestinations {

  /**
   * Resolves a requested place, and rejects fields below {@code report_to} that are invalid.
   *
   * @param target the target of the workflow; empty if it is invalid, so that only the rest is checked
   * @return the place; empty if a field was rejected, or the target is invalid
   */
  Optional<ReportTo> resolve(ReportToRequest requested, Optional<Target> target, Errors errors);
}
