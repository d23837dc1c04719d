package dev.pawl.project;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.security.core.GrantedAuthority;

/**
 * An authority that limits what a caller may submit and cancel. It restricts access and never extends it.
 *
 * @param publishing whether the workflows of the caller may change their targets
 */
public record SubmissionAuthority(SubmissionLimits limits, boolean publishing)
    implements GrantedAuthority {

  private static final long serialVersionUID = 1;

  /** The authority of callers without limits. */
  public static final SubmissionAuthority UNLIMITED =
      new SubmissionAuthority(SubmissionLimits.NONE, true);

  /**
   * Returns why a workflow is not allowed, by the field of the request that is at fault; empty if it is allowed.
   *
   * @param target the URL of a repository, an absolute folder, or the name of an archive
   * @param publishes whether the workflow would change its target
   */
  public Map<String, String> rejectionReasons(
      String target, String type, Map<String, String> labels, boolean publishes) {
    var reasons = new TreeMap<String, String>();
    put(reasons, "target", limits.targetRejectionReason(target));
    put(reasons, "type", limits.typeRejectionReason(type));
    put(reasons, "labels", limits.labelRejectionReason(labels));
    if (publishes && !publishing) {
      reasons.put("dry_run", "must be true, because the scope check publishes nothing");
    }
    return reasons;
  }

  private static void put(Map<String, String> reasons, String field, Optional<String> reason) {
    reason.ifPresent(text -> reasons.put(field, text));
  }

  /** Returns whether nothing is limited. */
  public boolean isUnlimited() {
    return publishing && limits.limitsNothing();
  }

  @Override
  public String getAuthority() {
    return "pawl.submission." + List.of(limits, publishing).hashCode();
  }
}
