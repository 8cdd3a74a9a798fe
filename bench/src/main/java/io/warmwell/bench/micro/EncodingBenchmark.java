package io.warmwell.bench.micro;

import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.wire.AddressChange;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.LinkChange;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.LinkQuery;
import io.warmwell.netlink.wire.MessageWriter;
import io.warmwell.netlink.wire.NeighbourChange;
import io.warmwell.netlink.wire.Request;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.RouteChange;
import io.warmwell.netlink.wire.Verb;
import io.warmwell.netlink.wire.VethAdd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The bytes of one ADD: its three batches of netlink requests, made and encoded.
///
/// Confined to one thread. The requests are those of `KernelWiring`, which keeps them to itself.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {Micro.SERIAL, Micro.CLIENT_COMPILER, Micro.UNSAFE})
public class EncodingBenchmark {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int MTU = 9001;
  private static final int NAMESPACE_DESCRIPTOR = 42;
  private static final String HOST_INTERFACE = "eni0123456789a";
  private static final String POD_INTERFACE = "eth0";
  private static final String ALIAS = "warmwell:" + "0123456789abcdef".repeat(4) + "/eth0";
  private static final Ipv4Address ADDRESS = Ipv4Address.parse("10.0.17.42");
  private static final MacAddress MAC = MacAddress.parse("02:57:0a:00:11:2a");
  private static final int TABLE_MAIN = 254;

  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());

  /// Returns how many bytes the three batches have.
  @Benchmark
  public int threeBatchesOfAnAdd() {
    buffer.clear();
    var writer = new MessageWriter(buffer);
    var sequence = 0;
    for (var batch : List.of(pair(), inPod(), onHost())) {
      for (var request : batch) {
        sequence++;
        writer.write(request, sequence, true);
      }
    }
    return buffer.position();
  }

  private static List<Request> pair() {
    var veth =
        new VethAdd(
            HOST_INTERFACE,
            MAC,
            NodeLayout.group(1),
            MTU,
            POD_INTERFACE,
            MAC,
            NAMESPACE_DESCRIPTOR);
    return List.of(veth, new LinkQuery(Device.named(HOST_INTERFACE)));
  }

  private static List<Request> inPod() {
    var pod = new Device(2, POD_INTERFACE);
    var gateway = NodeLayout.POD_GATEWAY;
    return List.of(
        new LinkChange(Device.named("lo"), new LinkProperty.Up()),
        new LinkChange(pod, new LinkProperty.NoLinkLocal()),
        new LinkChange(pod, new LinkProperty.Mtu(MTU), new LinkProperty.Up()),
        new AddressChange(Verb.REPLACE, pod, ADDRESS, Ipv4Address.BITS),
        route(gateway.toPrefix(), new Route.Target.OnLink(pod)),
        route(Ipv4Prefix.EVERYWHERE, new Route.Target.Via(gateway, pod)),
        new NeighbourChange(Verb.REPLACE, pod, gateway, MAC));
  }

  private static List<Request> onHost() {
    var host = new Device(7, HOST_INTERFACE);
    var settings = new ArrayList<>(NodeLayout.POD_LINK_SETTINGS);
    settings.add(new LinkProperty.Alias(ALIAS));
    settings.add(new LinkProperty.Group(NodeLayout.group(1)));
    settings.add(new LinkProperty.Mtu(MTU));
    return List.of(
        new LinkChange(host, settings),
        new LinkChange(host, new LinkProperty.NoLinkLocal()),
        new LinkChange(host, new LinkProperty.Up()),
        new NeighbourChange(Verb.REPLACE, host, ADDRESS, MAC),
        new RouteChange(Verb.ADD, NodeRouting.podRoute(ADDRESS, host)));
  }

  private static Request route(Ipv4Prefix destination, Route.Target target) {
    return new RouteChange(Verb.REPLACE, new Route(TABLE_MAIN, destination, target));
  }
}
