package io.warmwell.pool;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Which of the node's addresses are free, leased, cooling or on their way back.
///
/// Not thread-safe: owned by one thread, the agent's. Readers elsewhere use the [PoolSnapshot]s it
/// hands out. Takes the time as an argument and performs no I/O; whoever calls it records what it
/// decided. It never removes a lease on its own: only [#release] does.
public final class Pool {
  private Duration coolDown;
  private BlockKind preferred = BlockKind.ADDRESS;
  private final Map<EniId, Interface> interfaces = new HashMap<>();
  private final TreeMap<Ipv4Prefix, Interface> owners = new TreeMap<>();
  private final Map<AttachmentKey, Lease> leases = new HashMap<>();
  private final Map<Ipv4Address, Lease> strays = new TreeMap<>();
  private final Map<Ipv4Address, Instant> restingStrays = new TreeMap<>();

  private record Interface(PooledInterface facts, TreeMap<Ipv4Prefix, Block> blocks) {}

  private record Candidate(
      Interface owner, Block block, boolean drains, int assigned, int assignedOfOwner) {}

  /// Fill the fullest block of the fullest interface first, so that others drain and can go back;
  /// touch a block of the kind that is on its way out only when there is no other.
  private static final Comparator<Candidate> PACKING =
      Comparator.comparing(Candidate::drains)
          .thenComparing(Comparator.comparingInt(Candidate::assigned).reversed())
          .thenComparing(Comparator.comparingInt(Candidate::assignedOfOwner).reversed())
          .thenComparingInt(candidate -> candidate.owner().facts().deviceIndex())
          .thenComparing(candidate -> candidate.block().prefix());

  /// @param coolDown how long an address rests after a release; zero or more
  public Pool(Duration coolDown) {
    this.coolDown = validated(coolDown);
  }

  /// Changes how long addresses rest that are released from now on; zero or more.
  public void coolDown(Duration changed) {
    coolDown = validated(changed);
  }

  /// Says which kind of block new leases go to as long as one has an address free.
  public void prefer(BlockKind kind) {
    preferred = kind;
  }

  /// Leases an address; the same key holds the address it already has.
  public Assignment assign(Attachment attachment, Instant now) {
    var held = leases.get(attachment.key());
    if (held != null) {
      return new Assignment.Held(held);
    }
    return candidates(now)
        .min(PACKING)
        .<Assignment>map(chosen -> new Assignment.Granted(grant(attachment, chosen, now)))
        .orElseGet(Assignment.NoneFree::new);
  }

  /// Ends a lease; its address cools down from now. Empty when the key holds none.
  public Optional<Lease> release(AttachmentKey key, Instant now) {
    var lease = leases.remove(key);
    if (lease == null) {
      return Optional.empty();
    }
    var until = now.plus(coolDown);
    if (strays.remove(lease.address()) == null) {
      blockOf(lease.address())
          .orElseThrow(() -> new IllegalStateException("lease without a block: " + lease))
          .put(lease.address(), new Slot.Cooling(until));
    } else {
      restingStrays.put(lease.address(), until);
    }
    return Optional.of(lease);
  }

  /// Takes back a grant that nobody learned of, as if it had never been made.
  ///
  /// @throws IllegalStateException if the lease is not held
  public void revoke(Lease lease) {
    if (!leases.remove(lease.attachment().key(), lease)) {
      throw new IllegalStateException("not held: " + lease);
    }
    blockOf(lease.address())
        .orElseThrow(() -> new IllegalStateException("lease without a block: " + lease))
        .put(lease.address(), new Slot.Free());
  }

  /// The lease that a key holds.
  public Optional<Lease> lease(AttachmentKey key) {
    return Optional.ofNullable(leases.get(key));
  }

  /// All leases, in the order of their addresses.
  public List<Lease> leases() {
    return leases.values().stream().sorted(Comparator.comparing(Lease::address)).toList();
  }

  /// Puts back a lease from a record or from the kernel, whether or not an interface is known that
  /// owns the address.
  public Restoration restore(Lease lease) {
    var held = leases.get(lease.attachment().key());
    if (held != null && !held.address().equals(lease.address())) {
      return new Restoration.Conflict(held);
    }
    var holder = holderOf(lease.address());
    if (holder.isPresent() && !holder.get().attachment().key().equals(lease.attachment().key())) {
      return new Restoration.Conflict(holder.get());
    }
    leases.put(lease.attachment().key(), lease);
    var owner = ownerOf(lease.address());
    owner.ifPresentOrElse(
        known -> place(lease, known.getValue().facts(), block(known)),
        () -> strays.put(lease.address(), lease));
    return new Restoration.Restored(owner.isEmpty());
  }

  /// Puts back a cool-down from a record; an address that is leased or on its way back stays so.
  public void restoreCoolDown(Ipv4Address address, Instant until) {
    blockOf(address)
        .ifPresentOrElse(
            block -> rest(block, address, until), () -> restingStrays.put(address, until));
  }

  /// Adds an attached interface with its blocks.
  ///
  /// @throws IllegalStateException if it is known already
  public void addInterface(PooledInterface facts, Collection<Ipv4Prefix> blocks) {
    if (interfaces.containsKey(facts.eni())) {
      throw new IllegalStateException("interface is known: " + facts.eni());
    }
    interfaces.put(facts.eni(), new Interface(facts, new TreeMap<>()));
    addBlocks(facts.eni(), blocks);
  }

  /// Adds blocks that EC2 gave an interface; those it has already stay as they are. Leases that
  /// were stray find their place. EC2 gives an address once: a known block that overlaps a new one
  /// is no longer where it was, and its leases and cool-downs go over to the new one.
  public void addBlocks(EniId eni, Collection<Ipv4Prefix> blocks) {
    var owner = require(eni);
    for (var prefix : blocks) {
      if (!owner.blocks().containsKey(prefix)) {
        dropOverlapping(prefix);
        var block = new Block(prefix);
        owner.blocks().put(prefix, block);
        owners.put(prefix, owner);
        adoptStrays(owner.facts(), block);
      }
    }
  }

  /// Marks idle blocks as on their way back; none of their addresses is leased from now on.
  ///
  /// @return false, and nothing is changed, if a pod uses or recently used one of them
  public boolean withdraw(EniId eni, Collection<Ipv4Prefix> blocks, Instant now) {
    var chosen = blocks.stream().map(prefix -> block(eni, prefix)).toList();
    if (!chosen.stream().allMatch(block -> block.view(now).isIdle())) {
      return false;
    }
    chosen.forEach(block -> block.update(_ -> new Slot.Withdrawn()));
    return true;
  }

  /// Makes blocks that were on their way back free again, since EC2 still has them here; those that
  /// have gone elsewhere meanwhile are left alone.
  public void reinstate(EniId eni, Collection<Ipv4Prefix> blocks) {
    var known = require(eni).blocks();
    for (var prefix : blocks) {
      Optional.ofNullable(known.get(prefix))
          .ifPresent(
              block ->
                  block.update(slot -> slot instanceof Slot.Withdrawn ? new Slot.Free() : slot));
    }
  }

  /// Forgets blocks that EC2 has taken back. Leases on them, which [#withdraw] rules out, stay as
  /// strays: nothing EC2 says ends a lease.
  public void removeBlocks(EniId eni, Collection<Ipv4Prefix> blocks) {
    var owner = require(eni);
    for (var prefix : blocks) {
      if (owner.blocks().remove(prefix) != null) {
        owners.remove(prefix);
        leases.values().stream()
            .filter(lease -> prefix.contains(lease.address()))
            .forEach(lease -> strays.put(lease.address(), lease));
      }
    }
  }

  /// Forgets an interface that is detached, and its blocks as [#removeBlocks] does.
  public void removeInterface(EniId eni) {
    removeBlocks(eni, List.copyOf(require(eni).blocks().keySet()));
    interfaces.remove(eni);
  }

  /// Whether the interface is known.
  public boolean knows(EniId eni) {
    return interfaces.containsKey(eni);
  }

  /// The blocks of a known interface, lowest first.
  public List<Ipv4Prefix> blocks(EniId eni) {
    return List.copyOf(require(eni).blocks().keySet());
  }

  /// When the next cooling address can be leased again.
  public Optional<Instant> nextCooled(Instant now) {
    return interfaces.values().stream()
        .flatMap(owner -> owner.blocks().values().stream())
        .flatMap(block -> block.nextCooled(now).stream())
        .min(Instant::compareTo);
  }

  /// Addresses that still rest after a release, and until when.
  public Map<Ipv4Address, Instant> coolDowns(Instant now) {
    var resting = new TreeMap<Ipv4Address, Instant>();
    restingStrays.forEach(resting::put);
    for (var owner : interfaces.values()) {
      for (var block : owner.blocks().values()) {
        resting.putAll(block.coolDowns());
      }
    }
    resting.values().removeIf(until -> !now.isBefore(until));
    return resting;
  }

  /// The pool at a moment.
  public PoolSnapshot snapshot(Instant now) {
    var views =
        interfaces.values().stream()
            .sorted(Comparator.comparingInt(owner -> owner.facts().deviceIndex()))
            .map(owner -> view(owner, now))
            .toList();
    return new PoolSnapshot(views, List.copyOf(strays.values()));
  }

  private Stream<Candidate> candidates(Instant now) {
    return interfaces.values().stream()
        .flatMap(
            owner -> {
              var view = view(owner, now);
              var assigned = view.blocks().stream().mapToInt(BlockView::assigned).sum();
              return view.blocks().stream()
                  .filter(block -> block.free() > 0)
                  .map(
                      block ->
                          new Candidate(
                              owner,
                              block(owner, block.prefix()),
                              block.kind() != preferred,
                              block.assigned(),
                              assigned));
            });
  }

  private Lease grant(Attachment attachment, Candidate chosen, Instant now) {
    var facts = chosen.owner().facts();
    var address = chosen.block().lowestFree(now).orElseThrow();
    var lease = new Lease(attachment, address, facts.eni(), facts.deviceIndex(), now);
    chosen.block().put(address, new Slot.Assigned(attachment, now));
    leases.put(attachment.key(), lease);
    return lease;
  }

  private static Duration validated(Duration coolDown) {
    if (coolDown.isNegative()) {
      throw new IllegalArgumentException("cool-down is zero or more, not " + coolDown);
    }
    return coolDown;
  }

  private Optional<Lease> holderOf(Ipv4Address address) {
    var stray = strays.get(address);
    if (stray != null) {
      return Optional.of(stray);
    }
    return blockOf(address)
        .map(block -> block.slot(address))
        .flatMap(
            slot ->
                slot instanceof Slot.Assigned(Attachment attachment, _)
                    ? lease(attachment.key())
                    : Optional.empty());
  }

  private void adoptStrays(PooledInterface owner, Block block) {
    for (var address : block.prefix().addresses().toList()) {
      var until = restingStrays.remove(address);
      if (until != null) {
        rest(block, address, until);
      }
      var stray = strays.remove(address);
      if (stray != null) {
        place(stray, owner, block);
      }
    }
  }

  private void place(Lease lease, PooledInterface owner, Block block) {
    var key = lease.attachment().key();
    var address = lease.address();
    leases.put(
        key,
        new Lease(lease.attachment(), address, owner.eni(), owner.deviceIndex(), lease.since()));
    block.put(address, new Slot.Assigned(lease.attachment(), lease.since()));
  }

  private void dropOverlapping(Ipv4Prefix added) {
    var last = added.last().toPrefix();
    var entry = owners.floorEntry(last);
    while (entry != null && entry.getKey().overlaps(added)) {
      var gone = entry.getKey();
      block(entry).coolDowns().forEach(restingStrays::put);
      removeBlocks(entry.getValue().facts().eni(), List.of(gone));
      entry = owners.floorEntry(last);
    }
  }

  private Optional<Block> blockOf(Ipv4Address address) {
    return ownerOf(address).map(Pool::block);
  }

  /// Blocks never overlap, so only the one that starts at or below an address can hold it.
  private Optional<Map.Entry<Ipv4Prefix, Interface>> ownerOf(Ipv4Address address) {
    return Optional.ofNullable(owners.floorEntry(address.toPrefix()))
        .filter(entry -> entry.getKey().contains(address));
  }

  private static Block block(Map.Entry<Ipv4Prefix, Interface> owned) {
    return block(owned.getValue(), owned.getKey());
  }

  private Block block(EniId eni, Ipv4Prefix prefix) {
    return block(require(eni), prefix);
  }

  private static Block block(Interface owner, Ipv4Prefix prefix) {
    var block = owner.blocks().get(prefix);
    if (block == null) {
      throw new IllegalStateException(owner.facts().eni() + " has no block " + prefix);
    }
    return block;
  }

  private Interface require(EniId eni) {
    var owner = interfaces.get(eni);
    if (owner == null) {
      throw new IllegalStateException("interface is not known: " + eni);
    }
    return owner;
  }

  private static InterfaceView view(Interface owner, Instant now) {
    return new InterfaceView(
        owner.facts(), owner.blocks().values().stream().map(block -> block.view(now)).toList());
  }

  private static void rest(Block block, Ipv4Address address, Instant until) {
    if (block.slot(address) instanceof Slot.Free) {
      block.put(address, new Slot.Cooling(until));
    }
  }
}
