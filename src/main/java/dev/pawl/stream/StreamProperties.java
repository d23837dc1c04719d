package dev.pawl.stream;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
record StreamProperties(@DefaultValue("100") @Min(1) @Max(10_000) int maxStreamsPerCaller) {}
