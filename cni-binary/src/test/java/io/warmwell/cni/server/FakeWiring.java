package io.warmwell.cni.server;

import io.warmwell.cni.Alias;
import io.warmwell.cni.Difference;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring;
import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.AttachmentKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Wires in memory and looks at what it is given: descriptors must be what the contract says, and
/// no address may be wired twice. Thread-safe.
final class FakeWiring implements Wiring {
  static final MacAddress HOST_MAC = MacAddress.parse("02:00:00:00:00:01");
  static final MacAddress POD_MAC = MacAddress.parse("02:00:00:00:00:02");

  private final List<String> story;
  private final Map<Ipv4Address, PodLink> links = new HashMap<>();
  private Runnable duringAdd = () -> {};
  private boolean failingAdd;
  private Runnable duringRemove = () -> {};
  private boolean failingRemove;
  private final Set<String> unremovable = new HashSet<>();
  private final List<HostInterface> strays = new ArrayList<>();
  private boolean failingInspect;
  private boolean hasDefaultRoutes = true;
  private List<Difference> differences = List.of();
  private List<Difference> nodeDifferences = List.of();
  private long namespaceInode;

  /// @param story where it writes down what happened, in order
  FakeWiring(List<String> story) {
    this.story = story;
  }

  /// Does something while the next ADDs are being wired.
  synchronized void duringAdd(Runnable action) {
    duringAdd = action;
  }

  synchronized void failAdds() {
    failingAdd = true;
  }

  synchronized void failRemoves(boolean failing) {
    failingRemove = failing;
  }

  synchronized void failInspections() {
    failingInspect = true;
  }

  synchronized void loseDefaultRoutes() {
    hasDefaultRoutes = false;
  }

  synchronized void differ(Difference... found) {
    differences = List.of(found);
  }

  synchronized void breakNode(Difference... found) {
    nodeDifferences = List.of(found);
  }

  /// Does something while the next interfaces are being unwired.
  synchronized void duringRemove(Runnable action) {
    duringRemove = action;
  }

  /// Leaves an interface behind that nobody has a lease for.
  synchronized void strand(String name, AttachmentKey key) {
    strays.add(new HostInterface(name, new Alias(key)));
  }

  synchronized List<String> stranded() {
    return strays.stream().map(HostInterface::name).toList();
  }

  synchronized void failToRemove(String hostInterface) {
    unremovable.add(hostInterface);
  }

  synchronized List<PodLink> links() {
    return List.copyOf(links.values());
  }

  /// The inode of the namespace that the last descriptor named.
  synchronized long namespaceInode() {
    return namespaceInode;
  }

  @Override
  public synchronized void released(List<IpAddress> addresses) {
    story.add("forget " + addresses);
  }

  @Override
  public synchronized Wired add(PodLink link, PodNamespace pod) {
    if (!named(pod.netlink()).startsWith("socket:[")) {
      throw new AssertionError("not a socket: " + named(pod.netlink()));
    }
    namespaceInode = inode(pod.namespace());
    if (failingAdd) {
      throw new IllegalStateException("link add " + link.hostInterface() + ": ENOSPC (28)");
    }
    var other = links.put(link.address(), link);
    if (other != null && !other.equals(link)) {
      throw new AssertionError("wired twice: " + other + " and " + link);
    }
    story.add("wire " + link.address());
    duringAdd.run();
    return new Wired(HOST_MAC, POD_MAC);
  }

  @Override
  public synchronized void remove(PodLink link) {
    if (failingRemove) {
      throw new IllegalStateException("route del " + link.address() + ": EPERM (1)");
    }
    duringRemove.run();
    if (unremovable.contains(link.hostInterface())) {
      throw new IllegalStateException("route del " + link.address() + ": EPERM (1)");
    }
    story.add("unwire " + link.address());
    links.remove(link.address());
  }

  @Override
  public synchronized Inspection inspect(PodLink link, PodNamespace pod) {
    namespaceInode = inode(pod.namespace());
    if (failingInspect) {
      throw new IllegalStateException("link show " + link.hostInterface() + ": no answer");
    }
    var wired = links.get(link.address());
    if (wired == null) {
      return new Inspection(
          List.of(new Difference("nothing is wired", "wire it")), List.of(), Set.of());
    }
    if (!wired.alias().equals(link.alias())) {
      throw new AssertionError("inspected " + link + " and wired is " + wired);
    }
    return new Inspection(
        differences,
        List.of(
            new End(wired.hostInterface(), HOST_MAC, wired.mtu(), true),
            new End(wired.podInterface(), POD_MAC, wired.mtu(), false)),
        hasDefaultRoutes ? Set.of(IpFamily.values()) : Set.of());
  }

  @Override
  public synchronized List<Difference> inspectNode() {
    if (failingInspect) {
      throw new IllegalStateException("rule show: no answer");
    }
    return nodeDifferences;
  }

  @Override
  public synchronized List<HostInterface> hostInterfaces() {
    if (failingInspect) {
      throw new IllegalStateException("link show type veth: no answer");
    }
    return Stream.concat(
            links.values().stream()
                .flatMap(
                    link ->
                        Alias.parse(link.alias()).stream()
                            .map(alias -> new HostInterface(link.hostInterface(), alias))),
            strays.stream())
        .toList();
  }

  @Override
  public synchronized void remove(HostInterface hostInterface) {
    if (unremovable.contains(hostInterface.name())) {
      throw new IllegalStateException("link set " + hostInterface.name() + " down: EPERM (1)");
    }
    if (strays.remove(hostInterface)) {
      story.add("remove " + hostInterface.name());
    }
  }

  private static String named(int descriptor) {
    try {
      return Files.readSymbolicLink(path(descriptor)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("descriptor " + descriptor + " is not open", e);
    }
  }

  private static long inode(int descriptor) {
    try {
      return (long) Files.getAttribute(path(descriptor), "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException("descriptor " + descriptor + " is not open", e);
    }
  }

  private static Path path(int descriptor) {
    return Path.of("/proc/self/fd/" + descriptor);
  }
}
