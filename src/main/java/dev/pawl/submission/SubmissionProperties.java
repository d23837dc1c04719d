package dev.pawl.submission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of submissions.
 *
 * @param decisionTimeout the time after which an unanswered decision defaults to abort
 * @param planningTimeout the time after which the validation and planning of a request ends with an error
 */
@ConfigurationProperties("pawl.submission")
record SubmissionProperties(
    @DefaultValue("1h") Duration decisionTimeout, @DefaultValue("30s") Duration planningTimeout) {}
