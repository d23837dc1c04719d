package dev.pawl.submission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What holds for every submission.
 *
 * @param decisionTimeout how long a decision is open before its default, to abort, is taken
 */
@ConfigurationProperties("pawl.submission")
record SubmissionProperties(@DefaultValue("1h") Duration decisionTimeout) {}
