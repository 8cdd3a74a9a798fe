package io.warmwell.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ClientCalls;
import io.warmwell.inet.Ipv4Address;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Calls a container runtime as the kubelet does, over the Container Runtime Interface.
///
/// Thread-safe. Source of names and field numbers: k8s.io/cri-api, runtime/v1/api.proto. What the
/// runtime refuses comes as a [StatusRuntimeException] with its words.
final class Cri implements AutoCloseable {
  private static final String SERVICE = "runtime.v1.RuntimeService/";
  private static final long CALL_SECONDS_MAX = 120;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final EventLoopGroup threads;
  private final ManagedChannel channel;

  private Cri(EventLoopGroup threads, ManagedChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  /// Connects when the first call is made.
  ///
  /// @param socket on which the runtime listens
  static Cri at(Path socket) {
    var threads = new EpollEventLoopGroup(1);
    return new Cri(
        threads,
        NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .eventLoopGroup(threads)
            .channelType(EpollDomainSocketChannel.class)
            .overrideAuthority("localhost")
            .usePlaintext()
            .build());
  }

  /// What a program in a container did.
  record Executed(int exitCode, String output, String errors) {}

  /// A sandbox that runs.
  ///
  /// @param process the one that holds its namespaces
  record Running(String id, Ipv4Address address, long process) {

    /// The command that runs another inside its network namespace.
    List<String> inside(List<String> command) {
      return Stream.concat(
              Stream.of("nsenter", "--net=/proc/%d/ns/net".formatted(process)), command.stream())
          .toList();
    }
  }

  /// Makes a pod's sandbox with its network.
  String runSandbox(PodSpec pod) {
    return call("RunPodSandbox", new ProtoMessage().message(1, pod.toMessage())).text(1);
  }

  /// Ends what runs in a sandbox and takes its network away; done again it succeeds, until the
  /// sandbox is removed.
  void stopSandbox(String sandbox) {
    call("StopPodSandbox", new ProtoMessage().text(1, sandbox));
  }

  /// Forgets a sandbox; done again it succeeds.
  void removeSandbox(String sandbox) {
    call("RemovePodSandbox", new ProtoMessage().text(1, sandbox));
  }

  /// Every sandbox, those that ended included.
  List<String> sandboxes() {
    return call("ListPodSandbox", new ProtoMessage()).messages(1).stream()
        .map(item -> item.text(1))
        .toList();
  }

  /// What the runtime knows of a sandbox.
  Running sandbox(String sandbox) {
    var answer = call("PodSandboxStatus", new ProtoMessage().text(1, sandbox).number(2, 1));
    var address = answer.message(1).message(5).text(1);
    var details =
        answer.messages(2).stream()
            .filter(entry -> entry.text(1).equals("info"))
            .map(entry -> entry.text(2))
            .findFirst()
            .orElseThrow();
    try {
      return new Running(
          sandbox, Ipv4Address.parse(address), JSON.readTree(details).path("pid").asLong());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a container that runs a command of the image in a sandbox.
  ///
  /// @return its id
  String startContainer(String sandbox, PodSpec pod, List<String> command) {
    var container =
        new ProtoMessage()
            .message(1, new ProtoMessage().text(1, "main"))
            .message(2, new ProtoMessage().text(1, BusyboxImage.NAME))
            .texts(3, command)
            .text(11, "main.log")
            .message(15, new ProtoMessage());
    var created =
        call(
                "CreateContainer",
                new ProtoMessage()
                    .text(1, sandbox)
                    .message(2, container)
                    .message(3, pod.toMessage()))
            .text(1);
    call("StartContainer", new ProtoMessage().text(1, created));
    return created;
  }

  /// Runs a command in a container to its end.
  Executed exec(String container, String... command) {
    var answer =
        call(
            "ExecSync",
            new ProtoMessage().text(1, container).texts(2, List.of(command)).number(3, 20));
    return new Executed((int) answer.number(3), answer.text(1), answer.text(2));
  }

  /// Whether the runtime says that pods can have a network.
  boolean isNetworkReady() {
    return call("Status", new ProtoMessage()).message(1).messages(1).stream()
        .anyMatch(
            condition -> condition.text(1).equals("NetworkReady") && condition.number(2) == 1);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private ProtoMessage call(String method, ProtoMessage request) {
    var marshaller = new Marshaller();
    var descriptor =
        MethodDescriptor.newBuilder(marshaller, marshaller)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(SERVICE + method)
            .build();
    var options =
        CallOptions.DEFAULT
            .withWaitForReady()
            .withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS);
    return ClientCalls.blockingUnaryCall(channel, descriptor, options, request);
  }

  private static final class Marshaller implements MethodDescriptor.Marshaller<ProtoMessage> {

    @Override
    public InputStream stream(ProtoMessage message) {
      return new ByteArrayInputStream(message.toBytes());
    }

    @Override
    public ProtoMessage parse(InputStream stream) {
      try {
        return ProtoMessage.parse(stream.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
