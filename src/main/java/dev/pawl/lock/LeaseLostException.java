package dev.pawl.lock;

/** Thrown when a claim is no longer the latest of its workflow, so that its node must not write any more (fencing). */
public class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public LeaseLostException(Claim claim) {
    super(
        "Lease lost: epoch %d of %s is not the latest".formatted(claim.epoch(), claim.workflow()));
  }
}
