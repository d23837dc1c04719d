package dev.pawl.project;

import org.hibernate.validator.constraints.Range;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the queue of workflows. Beyond them, submissions are rejected with 429 and {@code Retry-After}.
 *
 * @param maxWaiting the maximum number of workflows that wait for their start
 * @param maxWaitingPerProject the maximum number of those of one project, or of those without a project
 */
@Validated
@ConfigurationProperties("pawl.queue")
record QueueProperties(
    @DefaultValue("50000") @Range(min = 1, max = 1_000_000) int maxWaiting,
    @DefaultValue("20000") @Range(min = 1, max = 1_000_000) int maxWaitingPerProject) {}
