package io.warmwell.pool;

import io.warmwell.inet.Ipv4Prefix;
import java.util.List;
import java.util.Optional;

/// Something to be done at EC2, decided by a [Planner] and carried out elsewhere.
public sealed interface Effect {

  /// The interface that it acts on, if that exists already.
  default Optional<EniId> on() {
    return switch (this) {
      case AddBlocks(EniId eni, _, _) -> Optional.of(eni);
      case ReleaseBlocks(EniId eni, _) -> Optional.of(eni);
      case DeleteInterface(EniId eni, _) -> Optional.of(eni);
      case AttachAgain(EniId eni) -> Optional.of(eni);
      case AssignAgain(EniId eni, _) -> Optional.of(eni);
      case Unroute(EniId eni) -> Optional.of(eni);
      case Regroup(EniId eni, _) -> Optional.of(eni);
      case CreateInterface _, Survey _, Scout _, Probe _, Rewire _ -> Optional.empty();
    };
  }

  /// Add blocks to an attached interface.
  record AddBlocks(EniId eni, BlockKind kind, int count) implements Effect {}

  /// Create an interface in a subnet that is born with these blocks, and attach it.
  record CreateInterface(SubnetId subnet, BlockKind kind, int count) implements Effect {}

  /// Give blocks back. They are withdrawn in the pool first.
  record ReleaseBlocks(EniId eni, List<Ipv4Prefix> blocks) implements Effect {
    public ReleaseBlocks {
      blocks = List.copyOf(blocks);
    }
  }

  /// Detach an interface and delete it. Its blocks are withdrawn in the pool first.
  record DeleteInterface(EniId eni, List<Ipv4Prefix> blocks) implements Effect {
    public DeleteInterface {
      blocks = List.copyOf(blocks);
    }
  }

  /// Looks after what is there, whatever the targets.
  sealed interface Upkeep extends Effect {}

  /// Ask EC2 which interfaces and blocks the node has.
  record Survey() implements Upkeep {}

  /// Find out in which subnets new interfaces can be made, and which are not for pods.
  record Scout() implements Upkeep {}

  /// Give an interface these security groups in place of those that it has.
  record Regroup(EniId eni, List<String> securityGroups) implements Upkeep {
    public Regroup {
      securityGroups = List.copyOf(securityGroups);
    }
  }

  /// Ask EC2 for one thing, to see whether it answers.
  record Probe() implements Upkeep {}

  /// Attach an interface again that somebody detached, and route it: pods hold its addresses.
  record AttachAgain(EniId eni) implements Upkeep {}

  /// Ask for these very blocks again: they were taken from the node, and pods hold addresses in
  /// them.
  record AssignAgain(EniId eni, List<Ipv4Prefix> blocks) implements Upkeep {
    public AssignAgain {
      blocks = List.copyOf(blocks);
    }
  }

  /// Take an interface that is no more out of the node's routing.
  record Unroute(EniId eni) implements Upkeep {}

  /// Lead pods' traffic by the interfaces that own their addresses now.
  record Rewire(List<Lease> leases) implements Upkeep {
    public Rewire {
      leases = List.copyOf(leases);
    }
  }
}
