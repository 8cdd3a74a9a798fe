package io.warmwell.eni;

import io.warmwell.pool.EniId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one instance's interfaces: made, attached, put to use, taken away.
///
/// Thread-safe: it keeps no state. Its methods block, for minutes if EC2 is slow, and are meant to
/// run on virtual threads; each wait has a bound. A thread that is interrupted leaves its interface
/// as it is, for [#adopt] to find at the next start.
public final class InterfaceLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceLifecycle.class);

  /// One call that may stay unanswered: 4 tries within 4 s of pauses. Those that EC2 throttles are
  /// repeated before they come back here, by [io.warmwell.eni.resilience.ResilientEc2].
  private static final Repetition.Schedule CALL =
      new Repetition.Schedule(4, Duration.ofMillis(500), Duration.ofSeconds(2));

  /// Attaching: the try itself, those that find a free device index, and a new interface that is
  /// not visible everywhere yet.
  private static final Repetition.Schedule ATTACH =
      new Repetition.Schedule(8, Duration.ofMillis(250), Duration.ofSeconds(4));

  /// Before that it is hardly ever attached: to look would be a call for nothing.
  private static final Duration ATTACHES_MIN = Duration.ofSeconds(1);

  /// EC2 attaches within about 10 s, usually within 3; a minute is given.
  private static final Repetition.Schedule ATTACHED =
      new Repetition.Schedule(80, Duration.ofMillis(500), Duration.ofSeconds(1));

  /// EC2 detaches within 2 to 3 s; two minutes are given to detach and delete.
  private static final Repetition.Schedule REMOVED =
      new Repetition.Schedule(28, Duration.ofSeconds(3), Duration.ofSeconds(5));

  private final Ec2 ec2;
  private final String instanceId;
  private final Ownership ownership;
  private final Repetition repetition;

  /// @param instanceId the instance whose interfaces these are
  /// @param pause lets time pass between tries
  /// @param random jitter of the pauses; must be safe for concurrent use
  public InterfaceLifecycle(Ec2 ec2, String instanceId, Pause pause, RandomGenerator random) {
    this(ec2, new Ownership(instanceId, true), pause, random);
  }

  /// @param ownership which interfaces are the daemon's
  /// @param pause lets time pass between tries
  /// @param random jitter of the pauses; must be safe for concurrent use
  public InterfaceLifecycle(Ec2 ec2, Ownership ownership, Pause pause, RandomGenerator random) {
    this.ec2 = ec2;
    this.instanceId = ownership.instanceId();
    this.ownership = ownership;
    this.repetition = new Repetition(pause, random);
  }

  /// The instance whose interfaces these are.
  public String instanceId() {
    return instanceId;
  }

  /// Creates an interface with its content and tags, attaches it, has EC2 delete it with the
  /// instance, and returns once it is attached. What was made is removed again if a step fails.
  public BringUpResult bringUp(BringUp wish) throws InterruptedException {
    Interface created;
    try {
      created = create(wish);
    } catch (Ec2Exception e) {
      return new BringUpResult.NotCreated(e);
    }
    try {
      var attached = attach(created, wish.deviceIndex());
      LOG.info(
          "attached interface eni={} device={} subnet={} addresses={} prefixes={}",
          attached.id(),
          deviceIndex(attached),
          attached.subnet(),
          attached.addresses().size(),
          attached.prefixes().size());
      return new BringUpResult.Attached(attached);
    } catch (Ec2Exception e) {
      return new BringUpResult.Abandoned(e, remove(created, true));
    }
  }

  /// Detaches a secondary interface and deletes it. The caller has made sure that nothing uses its
  /// addresses.
  ///
  /// @throws IllegalArgumentException if it is the primary interface or not ours to manage
  public Removal tearDown(Interface eni) throws InterruptedException {
    if (eni.isPrimary() || !ownership.isManaged(eni)) {
      throw new IllegalArgumentException("not an interface to remove: " + eni);
    }
    return remove(eni, true);
  }

  /// Attaches an interface again that somebody detached, with what it has; done again it does
  /// nothing.
  ///
  /// @param deviceIndex wanted, if it is not taken
  /// @throws Ec2Exception if it is gone or EC2 does not attach it
  public Interface attachAgain(EniId eni, int deviceIndex) throws InterruptedException {
    var seen = observe(eni);
    return isAttached(seen) ? seen : attach(seen, deviceIndex);
  }

  /// Takes stock at start: waits for interfaces that are half attached, deletes those that were
  /// made for this instance and are attached to nothing and of no use, and tells the rest apart.
  /// Must not run beside [#bringUp].
  ///
  /// @param used whether pods hold addresses of an interface
  /// @throws Ec2Exception if EC2 does not tell which interfaces there are
  public Adoption adopt(Predicate<Interface> used) throws InterruptedException {
    var found =
        repetition.until(
            CALL,
            InterfaceLifecycle::isPassing,
            () -> new Repetition.Outcome.Done<>(ec2.interfacesOf(instanceId)));
    var census = new Census();
    for (var eni : found) {
      adopt(eni, used, census);
    }
    return census.adoption();
  }

  /// Finds out what became of a wish whose outcome an earlier life, or an unanswered call, left
  /// open, and settles it: an interface that is attached to nothing is deleted, since nobody has
  /// its addresses in a pool. Makes the same call again: EC2 answers with the interface of the
  /// first time, whatever its describes show yet. If there was no first time, what comes into being
  /// is deleted at once.
  ///
  /// @param used whether it serves pods: then there is nothing left to settle
  public Settlement settle(BringUp wish, Predicate<Interface> used) throws InterruptedException {
    Interface made;
    try {
      made = create(wish);
    } catch (Ec2Exception e) {
      return Creating.leavesOpen(e.failure())
          ? new Settlement.Unknown(e)
          : new Settlement.Nothing();
    }
    if (used.test(made)) {
      return new Settlement.Nothing();
    }
    return switch (remove(made, false)) {
      case Removal.Deleted _ -> new Settlement.Nothing();
      case Removal.LeftBehind(EniId eni, Ec2Exception cause) -> attachedAlready(eni, cause);
    };
  }

  private Settlement attachedAlready(EniId eni, Ec2Exception notRemoved)
      throws InterruptedException {
    var census = new Census();
    try {
      var seen = ec2.describe(eni);
      if (seen.attachment() instanceof Attachment.To) {
        adopt(seen, _ -> false, census);
      }
    } catch (Ec2Exception e) {
      return new Settlement.Unknown(e);
    }
    return census.managed.isEmpty()
        ? new Settlement.Unknown(notRemoved)
        : new Settlement.Attached(census.managed.getFirst());
  }

  /// Describes an interface, again if EC2 does not tell at once: whoever asks after a call without
  /// an answer has no other way to learn what that call did.
  ///
  /// @throws Ec2Exception if EC2 does not tell at all
  public Interface observe(EniId eni) throws InterruptedException {
    return repetition.until(
        CALL,
        InterfaceLifecycle::isPassing,
        () -> new Repetition.Outcome.Done<>(ec2.describe(eni)));
  }

  private Interface create(BringUp wish) throws InterruptedException {
    var tags = new HashMap<>(wish.tags());
    tags.put(Interface.INSTANCE_TAG, instanceId);
    tags.put(Interface.CREATED_AT_TAG, wish.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
    var request =
        new NewInterface(
            wish.subnet(),
            wish.securityGroups(),
            wish.content(),
            Interface.DESCRIPTION_PREFIX + instanceId,
            tags,
            wish.clientToken());
    // The token makes it safe to repeat a call whose answer was lost.
    return repetition.until(
        CALL, Ec2Failure.Ambiguous.class::isInstance, new Creating(ec2, request));
  }

  private Interface attach(Interface created, int deviceIndex) throws InterruptedException {
    var eni = created.id();
    var attachmentId =
        repetition.until(
            ATTACH,
            InterfaceLifecycle::isPassing,
            new Attaching(ec2, eni, instanceId, deviceIndex));
    var marked = markForDeletionEarly(eni, attachmentId);
    repetition.pause().pause(ATTACHES_MIN);
    var attached = awaitAttached(eni);
    if (!marked && !diesWithInstance(attached)) {
      markForDeletion(eni, attachmentId);
    }
    // Content is what creation answered: a describe may lag behind it.
    return created.at(attached.attachment());
  }

  /// Tries once, before the interface is fully attached: the sooner the mark is set, the shorter
  /// the time in which an instance that dies leaks the interface.
  private boolean markForDeletionEarly(EniId eni, String attachmentId) {
    try {
      ec2.deleteOnTermination(eni, attachmentId);
      return true;
    } catch (Ec2Exception e) {
      if (isPassing(e.failure()) || isUnheard(e.failure())) {
        return false;
      }
      throw e;
    }
  }

  private void markForDeletion(EniId eni, String attachmentId) throws InterruptedException {
    repetition.until(
        CALL,
        InterfaceLifecycle::isPassing,
        () -> {
          ec2.deleteOnTermination(eni, attachmentId);
          return new Repetition.Outcome.Done<>(true);
        });
  }

  private Interface awaitAttached(EniId eni) throws InterruptedException {
    return repetition.until(
        ATTACHED,
        InterfaceLifecycle::isPassing,
        () -> {
          var seen = ec2.describe(eni);
          return isAttached(seen)
              ? new Repetition.Outcome.Done<>(seen)
              : new Repetition.Outcome.NotYet<>(
                  new Ec2Exception(
                      "AttachNetworkInterface",
                      "eni=" + eni + " instance=" + instanceId,
                      new Ec2Failure.Ambiguous(
                          "NotAttachedInTime", "last seen as " + seen.attachment())));
        });
  }

  private Removal remove(Interface eni, boolean detach) throws InterruptedException {
    try {
      var removal =
          repetition.until(
              REMOVED, InterfaceLifecycle::isPassing, new Removing(ec2, instanceId, detach, eni));
      LOG.info("deleted interface eni={} subnet={}", eni.id(), eni.subnet());
      return removal;
    } catch (Ec2Exception e) {
      return new Removal.LeftBehind(eni.id(), e);
    }
  }

  private void adopt(Interface eni, Predicate<Interface> used, Census census)
      throws InterruptedException {
    var ours = instanceId.equals(eni.tags().get(Interface.INSTANCE_TAG));
    switch (eni.attachment()) {
      case Attachment.To _ when !ownership.isManaged(eni) -> census.unmanaged.add(eni);
      case Attachment.None _ when !ownership.isManaged(eni) -> {}
      case Attachment.To to
          when to.status() == Attachment.Status.ATTACHING
              || to.status() == Attachment.Status.ATTACHED ->
          adoptAttached(eni, to, ours, census);
      case Attachment.None _ when !ours || used.test(eni) -> {}
      case Attachment.None _ -> census.removed(remove(eni, false));
      case Attachment.To _ when ours && !used.test(eni) -> census.removed(remove(eni, false));
      case Attachment.To _ -> census.unmanaged.add(eni);
    }
  }

  private void adoptAttached(Interface eni, Attachment.To to, boolean ours, Census census)
      throws InterruptedException {
    Interface attached;
    try {
      attached = isAttached(eni) ? eni : awaitAttached(eni.id());
    } catch (Ec2Exception e) {
      census.leftBehind.add(new Removal.LeftBehind(eni.id(), e));
      return;
    }
    census.managed.add(attached);
    if (ours && !attached.isPrimary() && !diesWithInstance(attached)) {
      markAdopted(attached.id(), to.id());
    }
  }

  private void markAdopted(EniId eni, String attachmentId) throws InterruptedException {
    try {
      markForDeletion(eni, attachmentId);
    } catch (Ec2Exception e) {
      // Its addresses are good all the same.
      LOG.warn(
          "interface will outlive its instance: delete it by hand then eni={} cause={}",
          eni,
          e.getMessage());
    }
  }

  private boolean isAttached(Interface eni) {
    return eni.attachment() instanceof Attachment.To to
        && to.status() == Attachment.Status.ATTACHED
        && to.instanceId().equals(instanceId);
  }

  private static boolean diesWithInstance(Interface eni) {
    return eni.attachment() instanceof Attachment.To to && to.deleteOnTermination();
  }

  private static int deviceIndex(Interface eni) {
    return eni.attachment() instanceof Attachment.To to ? to.deviceIndex() : 0;
  }

  /// Whether the same call may work after a pause. `Gone` counts, since a new interface is not
  /// visible everywhere at once. What was [#isUnheard] has been repeated for minutes already.
  private static boolean isPassing(Ec2Failure failure) {
    return switch (failure) {
      case Ec2Failure.Busy _, Ec2Failure.Gone _, Ec2Failure.Ambiguous _ -> true;
      case Ec2Failure.Throttled _,
          Ec2Failure.Withheld _,
          Ec2Failure.SubnetExhausted _,
          Ec2Failure.SubnetFragmented _,
          Ec2Failure.LimitReached _,
          Ec2Failure.Denied _,
          Ec2Failure.Invalid _ ->
          false;
    };
  }

  /// Whether nothing was done because there were too many calls.
  private static boolean isUnheard(Ec2Failure failure) {
    return failure instanceof Ec2Failure.Throttled || failure instanceof Ec2Failure.Withheld;
  }

  /// Collects an [Adoption]; used by one thread.
  private static final class Census {
    private final List<Interface> managed = new ArrayList<>();
    private final List<Interface> unmanaged = new ArrayList<>();
    private final List<EniId> deleted = new ArrayList<>();
    private final List<Removal.LeftBehind> leftBehind = new ArrayList<>();

    private void removed(Removal removal) {
      switch (removal) {
        case Removal.Deleted(EniId eni) -> deleted.add(eni);
        case Removal.LeftBehind left -> leftBehind.add(left);
      }
    }

    private Adoption adoption() {
      managed.sort(Comparator.comparingInt(InterfaceLifecycle::deviceIndex));
      return new Adoption(managed, unmanaged, deleted, leftBehind);
    }
  }
}
