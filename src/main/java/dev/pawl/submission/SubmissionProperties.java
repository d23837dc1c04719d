package dev.pawl.submission;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of submissions.
 *
 * @param decisionTimeout the time after which an unanswered decision defaults to abort
 * @param planningTimeout the time after which the validation and planning of a request ends with an error
 */
@Validated
@ConfigurationProperties("pawl.submission")
record SubmissionProperties(
    @DefaultValue("1h") Duration decisionTimeout,
    @DefaultValue("30s") @DurationMin(seconds = 1) Duration planningTimeout) {}
