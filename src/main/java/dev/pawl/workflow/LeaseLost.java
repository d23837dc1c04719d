package dev.pawl.workflow;

/** Another node has claimed the workflow, or it is over; this one may write nothing more about it. */
public class LeaseLost extends RuntimeException {

  private static final long serialVersionUID = 1;

  LeaseLost(Claim claim) {
    super("Epoch %d of %s is over".formatted(claim.epoch(), claim.workflow()));
  }
}
