package io.warmwell.eni;

/// The steps that remove one interface: detach it, wait for that, delete it. Each step looks at
/// where the interface is and does what comes next, so it does not matter which earlier step took
/// effect.
///
/// Not thread-safe: belongs to the thread that removes the interface.
final class Removing implements Repetition.Step<Removal> {
  /// An interface may be invisible for some seconds after its creation, so one "not found" proves
  /// nothing.
  private static final int NOT_FOUND_ANSWERS_BELIEVED = 5;

  private final Ec2 ec2;
  private final String instanceId;
  private final boolean detach;
  private Interface known;
  private boolean fresh = true;
  private int notFoundAnswers;

  /// @param detach whether an attached interface may be detached from this instance; otherwise one
  ///   that turns out to be attached is left alone
  /// @param known the interface as it was seen last
  Removing(Ec2 ec2, String instanceId, boolean detach, Interface known) {
    this.ec2 = ec2;
    this.instanceId = instanceId;
    this.detach = detach;
    this.known = known;
  }

  @Override
  public Repetition.Outcome<Removal> take() {
    try {
      if (!fresh) {
        known = ec2.describe(known.id());
      }
      fresh = false;
      var outcome = next();
      notFoundAnswers = 0;
      return outcome;
    } catch (Ec2Exception e) {
      if (e.failure() instanceof Ec2Failure.Gone
          && ++notFoundAnswers >= NOT_FOUND_ANSWERS_BELIEVED) {
        return new Repetition.Outcome.Done<>(new Removal.Deleted(known.id()));
      }
      throw e;
    }
  }

  private Repetition.Outcome<Removal> next() {
    return switch (known.attachment()) {
      case Attachment.None _ -> delete();
      case Attachment.To to when to.status() == Attachment.Status.DETACHED -> delete();
      case Attachment.To to -> {
        if (to.status() != Attachment.Status.DETACHING) {
          detach(to);
        }
        yield new Repetition.Outcome.NotYet<>(
            new Ec2Exception(
                "DetachNetworkInterface",
                subject(to),
                new Ec2Failure.Busy("StillDetaching", "the interface is still on its way")));
      }
    };
  }

  private Repetition.Outcome<Removal> delete() {
    ec2.delete(known.id());
    return new Repetition.Outcome.Done<>(new Removal.Deleted(known.id()));
  }

  private void detach(Attachment.To to) {
    if (!detach || !to.instanceId().equals(instanceId)) {
      throw new Ec2Exception(
          "DetachNetworkInterface",
          subject(to),
          new Ec2Failure.Invalid(
              "NotOursToDetach", "the interface was attached meanwhile and is left alone"));
    }
    try {
      ec2.detach(to.id());
    } catch (Ec2Exception e) {
      // An attachment that is gone is what was wanted.
      if (!(e.failure() instanceof Ec2Failure.Gone)) {
        throw e;
      }
    }
  }

  private String subject(Attachment.To to) {
    return "eni=" + known.id() + " instance=" + to.instanceId() + " attachment=" + to.id();
  }
}
