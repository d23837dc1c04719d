package dev.pawl.engine;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this node moves workflows.
 *
 * @param lease for how long a claim holds without renewal
 * @param renewal how often claims are renewed and lost workflows are looked for
 * @param fence after how long without a renewal this node stops by itself; less than the lease
 * @param grace how long a step may take to end once it is told to
 * @param watch how often targets are looked at for changes of others while workflows run on them
 * @param again how soon a workflow is looked at again whose node could not reach the database
 */
@ConfigurationProperties("pawl.engine")
record EngineProperties(
    @DefaultValue("15s") Duration lease,
    @DefaultValue("3s") Duration renewal,
    @DefaultValue("11s") Duration fence,
    @DefaultValue("10s") Duration grace,
    @DefaultValue("5s") Duration watch,
    @DefaultValue("5s") Duration again) {}
