package dev.pawl.submission;

import dev.pawl.configuration.DurationRange;
import java.time.Duration;
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
    @DefaultValue("1h") @DurationRange(min = "1s", max = "365d") Duration decisionTimeout,
    @DefaultValue("30s") @DurationRange(min = "1s", max = "1h") Duration planningTimeout) {}
