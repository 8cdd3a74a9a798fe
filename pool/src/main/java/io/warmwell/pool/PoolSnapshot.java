package io.warmwell.pool;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// The pool at a moment, immutable: what planners decide on and what readers on other threads see.
/// Its sums leave out what is on excluded interfaces, as if they were not there.
///
/// @param interfaces in the order of their device indexes
/// @param strays leases whose address no known interface owns
public record PoolSnapshot(List<InterfaceView> interfaces, List<Lease> strays) {

  public PoolSnapshot {
    interfaces = List.copyOf(interfaces);
    strays = List.copyOf(strays);
  }

  /// Addresses that are not on their way back: free, assigned or cooling.
  public int total() {
    return free() + assigned() + cooling();
  }

  /// Addresses that can be leased now.
  public int free() {
    return sum(BlockView::free);
  }

  /// Addresses that pods hold.
  public int assigned() {
    return sum(BlockView::assigned);
  }

  /// Addresses that rest after use.
  public int cooling() {
    return sum(BlockView::cooling);
  }

  /// Addresses on their way back to EC2.
  public int withdrawn() {
    return sum(BlockView::withdrawn);
  }

  /// The primary interface, if it is known.
  public Optional<PooledInterface> primary() {
    return interfaces.stream()
        .map(InterfaceView::facts)
        .filter(PooledInterface::isPrimary)
        .findFirst();
  }

  /// The subnet of an interface, if it is known.
  public Optional<SubnetId> subnetOf(EniId eni) {
    return interfaces.stream()
        .map(InterfaceView::facts)
        .filter(facts -> facts.eni().equals(eni))
        .map(PooledInterface::subnet)
        .findFirst();
  }

  /// Interfaces that pods can get addresses of.
  public List<InterfaceView> serving() {
    return interfaces.stream().filter(view -> !view.facts().isExcluded()).toList();
  }

  /// All blocks of the interfaces that pods can get addresses of.
  public Stream<BlockView> blocks() {
    return serving().stream().flatMap(view -> view.blocks().stream());
  }

  /// A loop, since planners count several times at every event.
  private int sum(ToIntFunction<BlockView> count) {
    var sum = 0;
    for (var view : interfaces) {
      if (!view.facts().isExcluded()) {
        for (var block : view.blocks()) {
          sum += count.applyAsInt(block);
        }
      }
    }
    return sum;
  }
}
