package dev.pawl.stream;

import org.hibernate.validator.constraints.Range;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Properties of event streams.
 *
 * @param maxStreamsPerCaller the maximum number of event streams that one caller keeps open on one node; without
 *     authentication, where all callers are one, ten times as many
 */
@Validated
@ConfigurationProperties("pawl.stream")
record StreamProperties(
    @DefaultValue("100") @Range(min = 1, max = 10_000) int maxStreamsPerCaller) {}
