package io.warmwell.pool;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  private final Map<EniId, OwnedInterface> interfaces = new HashMap<>();
  private final TreeMap<Ipv4Prefix, OwnedInterface> owners = new TreeMap<>();
  private final Map<AttachmentKey, Lease> leases = new HashMap<>();
  private final Map<Ipv4Address, Lease> strays = new TreeMap<>();
  private final Map<Ipv4Address, Instant> restingStrays = new TreeMap<>();

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

  /// Leases an address; the same key holds the address it already has. Where another plugin makes
  /// the interface it is one of the primary interface's: that plugin knows nothing of the routing
  /// that leads others' packets to theirs.
  public Assignment assign(Attachment attachment, Instant now) {
    var held = leases.get(attachment.key());
    if (held != null) {
      return new Assignment.Held(held);
    }
    return interfaces.values().stream()
        .filter(owner -> !owner.facts().isExcluded())
        .filter(owner -> !attachment.isAddressOnly() || owner.facts().deviceIndex() == 0)
        .flatMap(owner -> owner.candidates(now, preferred))
        .min(Candidate.PACKING)
        .<Assignment>map(chosen -> new Assignment.Granted(grant(attachment, chosen, now)))
        .orElseGet(Assignment.NoneFree::new);
  }

  /// Ends a lease; its address cools down from now. Empty when the key holds none.
  public Optional<Lease> release(AttachmentKey key, Instant now) {
    var lease = leases.remove(key);
    if (lease == null) {
      return Optional.empty();
    }
    restingStrays.values().removeIf(rested -> !now.isBefore(rested));
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
  /// @return what [#addBlocks] returns
  /// @throws IllegalStateException if it is known already
  public List<Lease> addInterface(PooledInterface facts, Collection<Ipv4Prefix> blocks) {
    if (interfaces.containsKey(facts.eni())) {
      throw new IllegalStateException("interface is known: " + facts.eni());
    }
    interfaces.put(facts.eni(), new OwnedInterface(facts));
    return addBlocks(facts.eni(), blocks);
  }

  /// Adds blocks that EC2 gave an interface; those it has already stay as they are. Leases that
  /// were stray find their place. EC2 gives an address once: a known block that overlaps a new one
  /// is no longer where it was, and its leases and cool-downs go over to the new one.
  ///
  /// @return leases whose addresses came with these blocks, as they are now
  public List<Lease> addBlocks(EniId eni, Collection<Ipv4Prefix> blocks) {
    var owner = require(eni);
    var placed = new ArrayList<Lease>();
    for (var prefix : blocks) {
      if (!owner.blocks().containsKey(prefix)) {
        dropOverlapping(prefix);
        var block = new Block(prefix);
        block.doubt(owner.isLost());
        owner.blocks().put(prefix, block);
        owners.put(prefix, owner);
        placed.addAll(adoptStrays(owner.facts(), block));
      }
    }
    return placed;
  }

  /// Leases nothing of an interface, and lets nothing be added to it, until it is found again: the
  /// node may have lost it.
  public void lose(EniId eni) {
    require(eni).lose(true);
  }

  /// The interface is attached.
  public void find(EniId eni) {
    require(eni).lose(false);
  }

  /// Leases nothing of these blocks until they are trusted again: the node may have lost them.
  /// Those that are not here are left alone.
  public void doubt(EniId eni, Collection<Ipv4Prefix> blocks) {
    known(eni, blocks).forEach(block -> block.doubt(true));
  }

  /// The interface has these blocks; those that are not here are left alone. While the interface is
  /// lost they are of no use, and stay in doubt.
  public void trust(EniId eni, Collection<Ipv4Prefix> blocks) {
    var isLost = require(eni).isLost();
    known(eni, blocks).forEach(block -> block.doubt(isLost));
  }

  /// Marks idle blocks as on their way back; none of their addresses is leased from now on.
  ///
  /// @return false, and nothing is changed, if a pod uses or recently used one of them
  public boolean withdraw(EniId eni, Collection<Ipv4Prefix> blocks, Instant now) {
    var chosen = blocks.stream().map(prefix -> block(eni, prefix)).toList();
    if (!chosen.stream().allMatch(block -> block.isUnused(now))) {
      return false;
    }
    chosen.forEach(block -> block.update(_ -> new Slot.Withdrawn()));
    return true;
  }

  /// Makes blocks that were on their way back free again, since EC2 still has them here; those that
  /// have gone elsewhere meanwhile are left alone.
  public void reinstate(EniId eni, Collection<Ipv4Prefix> blocks) {
    known(eni, blocks)
        .forEach(
            block -> block.update(slot -> slot instanceof Slot.Withdrawn ? new Slot.Free() : slot));
  }

  /// Forgets blocks that the node no longer has. Leases on them stay as strays, since nothing EC2
  /// says ends a lease, and what rests goes on resting should the address come back.
  public void removeBlocks(EniId eni, Collection<Ipv4Prefix> blocks) {
    var owner = require(eni);
    for (var prefix : blocks) {
      var gone = owner.blocks().remove(prefix);
      if (gone != null) {
        owners.remove(prefix);
        restingStrays.putAll(gone.coolDowns());
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

  /// Lets an interface serve no more pods, or serve them again: see [PooledInterface#isExcluded].
  public void exclude(EniId eni, boolean excluded) {
    require(eni).exclude(excluded);
  }

  /// What is known of a known interface.
  public PooledInterface facts(EniId eni) {
    return require(eni).facts();
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
            .map(owner -> owner.view(now))
            .toList();
    return new PoolSnapshot(views, List.copyOf(strays.values()));
  }

  private Lease grant(Attachment attachment, Candidate chosen, Instant now) {
    var facts = chosen.owner();
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

  private List<Lease> adoptStrays(PooledInterface owner, Block block) {
    var adopted = new ArrayList<Lease>();
    for (var address : block.prefix().addresses().toList()) {
      var until = restingStrays.remove(address);
      if (until != null) {
        rest(block, address, until);
      }
      var stray = strays.remove(address);
      if (stray != null) {
        adopted.add(place(stray, owner, block));
      }
    }
    return adopted;
  }

  private Lease place(Lease lease, PooledInterface owner, Block block) {
    var attachment = lease.attachment();
    var address = lease.address();
    var placed = new Lease(attachment, address, owner.eni(), owner.deviceIndex(), lease.since());
    leases.put(attachment.key(), placed);
    block.put(address, new Slot.Assigned(attachment, lease.since()));
    return placed;
  }

  private void dropOverlapping(Ipv4Prefix added) {
    var last = added.last().toPrefix();
    var entry = owners.floorEntry(last);
    while (entry != null && entry.getKey().overlaps(added)) {
      removeBlocks(entry.getValue().facts().eni(), List.of(entry.getKey()));
      entry = owners.floorEntry(last);
    }
  }

  private Stream<Block> known(EniId eni, Collection<Ipv4Prefix> blocks) {
    var known = require(eni).blocks();
    return blocks.stream().flatMap(prefix -> Optional.ofNullable(known.get(prefix)).stream());
  }

  private Optional<Block> blockOf(Ipv4Address address) {
    return ownerOf(address).map(Pool::block);
  }

  /// Blocks never overlap, so only the one that starts at or below an address can hold it.
  private Optional<Map.Entry<Ipv4Prefix, OwnedInterface>> ownerOf(Ipv4Address address) {
    return Optional.ofNullable(owners.floorEntry(address.toPrefix()))
        .filter(entry -> entry.getKey().contains(address));
  }

  private static Block block(Map.Entry<Ipv4Prefix, OwnedInterface> owned) {
    return owned.getValue().block(owned.getKey());
  }

  private Block block(EniId eni, Ipv4Prefix prefix) {
    return require(eni).block(prefix);
  }

  private OwnedInterface require(EniId eni) {
    var owner = interfaces.get(eni);
    if (owner == null) {
      throw new IllegalStateException("interface is not known: " + eni);
    }
    return owner;
  }

  private static void rest(Block block, Ipv4Address address, Instant until) {
    if (block.slot(address) instanceof Slot.Free) {
      block.put(address, new Slot.Cooling(until));
    }
  }
}
