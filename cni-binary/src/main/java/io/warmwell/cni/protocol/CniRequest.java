package io.warmwell.cni.protocol;

import static io.warmwell.cni.protocol.CniError.BAD_CONFIGURATION;
import static io.warmwell.cni.protocol.CniError.BAD_ENVIRONMENT;

import io.warmwell.cni.Alias;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import java.util.Set;
import java.util.stream.Collectors;

/// A request that has been checked: what a runtime wants done.
public sealed interface CniRequest {

  /// The version of the specification to answer in.
  CniVersion version();

  /// What it is about, for the log.
  String subject();

  /// A request about one attachment.
  sealed interface Attached extends CniRequest {

    /// The attachment it is about.
    AttachmentKey key();

    @Override
    default String subject() {
      return key().toString();
    }
  }

  /// Connect a container.
  ///
  /// @param namespacePath where the runtime keeps the container's network namespace
  /// @param mtu of the pod's interface in bytes, 0 if it is left to the daemon
  record Add(AttachmentKey key, CniVersion version, PodName pod, String namespacePath, int mtu)
      implements Attached {}

  /// Give a container an address for an interface that another plugin makes.
  record AddAddress(AttachmentKey key, CniVersion version, PodName pod, Delegation delegation)
      implements Attached {}

  /// Say whether a container still has such an address.
  ///
  /// @param previous the result of the plugin that makes the interface, or of the whole list
  record CheckAddress(AttachmentKey key, CniVersion version, PreviousResult previous)
      implements Attached {}

  /// Disconnect a container. Nothing but the key counts: namespace, arguments and previous result
  /// may be missing or stale by now (CNI SPEC 1.1.0, section 2, "DEL").
  ///
  /// @param pod as far as the arguments tell; for finding what is left of an attachment that has no
  ///   lease
  record Del(AttachmentKey key, CniVersion version, PodName pod) implements Attached {}

  /// Compare a container's connection with what its ADD made.
  ///
  /// @param previous the result of the whole list of plugins
  record Check(AttachmentKey key, CniVersion version, String namespacePath, PreviousResult previous)
      implements Attached {}

  /// Say whether an ADD could succeed now.
  ///
  /// @param network whose configuration asks
  record Status(String network, CniVersion version) implements CniRequest {

    @Override
    public String subject() {
      return network;
    }
  }

  /// Remove what is left of attachments that are no more.
  ///
  /// @param valid the attachments of the network that are to stay
  record Gc(String network, CniVersion version, Set<AttachmentKey> valid) implements CniRequest {

    public Gc {
      valid = Set.copyOf(valid);
    }

    @Override
    public String subject() {
      return network;
    }
  }

  /// Checks what the shim passed on.
  ///
  /// @throws CniRefusal with the specification's code and what is wrong
  static CniRequest of(ShimRequest shim) {
    return switch (shim.command()) {
      case "ADD" -> add(shim);
      case "CHECK" -> check(shim);
      case "DEL" -> del(shim);
      case "GC" -> gc(shim);
      case "STATUS" -> status(shim);
      default ->
          throw new CniRefusal(
              BAD_ENVIRONMENT,
              "CNI_COMMAND='" + shim.command() + "' is not served",
              "this daemon serves ADD, CHECK, DEL, GC and STATUS");
    };
  }

  /// The version to word an error in, whatever the rest of the request looks like.
  static String versionOf(ShimRequest shim) {
    return NetworkConfiguration.versionOf(shim.configuration());
  }

  private static Attached add(ShimRequest shim) {
    var configuration = NetworkConfiguration.parse(shim.configuration());
    var key = key(shim, configuration);
    var delegation = configuration.delegation();
    if (delegation.isPresent()) {
      var pod = CniArguments.parse(shim.arguments()).pod();
      return new AddAddress(key, configuration.version(), pod, delegation.get());
    }
    if (configuration.hasPreviousResult()) {
      throw new CniRefusal(
          BAD_CONFIGURATION,
          "ADD with a prevResult: another plugin has run before this one",
          "make warmwell the first plugin of the list");
    }
    requireNamespace(shim);
    if (!Alias.canHold(key)) {
      throw new CniRefusal(
          BAD_ENVIRONMENT,
          "network name and CNI_CONTAINERID are too long for an interface alias: " + key,
          "shorten the name in the network configuration");
    }
    var pod = CniArguments.parse(shim.arguments()).pod();
    return new Add(key, configuration.version(), pod, shim.namespacePath(), configuration.mtu());
  }

  private static Attached check(ShimRequest shim) {
    var configuration = NetworkConfiguration.parse(shim.configuration());
    configuration.version().require(CniVersion.V0_4_0, "CHECK");
    var key = key(shim, configuration);
    if (configuration.delegation().isPresent()) {
      return new CheckAddress(key, configuration.version(), configuration.previousResult());
    }
    requireNamespace(shim);
    return new Check(
        key, configuration.version(), shim.namespacePath(), configuration.previousResult());
  }

  private static void requireNamespace(ShimRequest shim) {
    if (shim.namespacePath().isEmpty()) {
      throw new CniRefusal(
          BAD_ENVIRONMENT,
          "CNI_NETNS is empty",
          shim.command() + " needs the container's network namespace");
    }
  }

  private static Del del(ShimRequest shim) {
    var configuration = NetworkConfiguration.parse(shim.configuration());
    return new Del(
        key(shim, configuration),
        configuration.version(),
        CniArguments.podIfSound(shim.arguments()));
  }

  private static Gc gc(ShimRequest shim) {
    var configuration = NetworkConfiguration.parse(shim.configuration());
    configuration.version().require(CniVersion.V1_1_0, "GC");
    var valid =
        configuration.validAttachments().stream()
            .map(
                ends ->
                    new AttachmentKey(configuration.name(), ends.container(), ends.interfaceName()))
            .collect(Collectors.toSet());
    return new Gc(configuration.name(), configuration.version(), valid);
  }

  private static Status status(ShimRequest shim) {
    var configuration = NetworkConfiguration.parse(shim.configuration());
    configuration.version().require(CniVersion.V1_1_0, "STATUS");
    return new Status(configuration.name(), configuration.version());
  }

  private static AttachmentKey key(ShimRequest shim, NetworkConfiguration configuration) {
    return new AttachmentKey(
        configuration.name(),
        check("CNI_CONTAINERID", shim.container(), AttachmentNames.isContainer(shim.container())),
        check(
            "CNI_IFNAME", shim.interfaceName(), AttachmentNames.isInterface(shim.interfaceName())));
  }

  private static String check(String variable, String value, boolean isValid) {
    if (isValid) {
      return value;
    }
    throw new CniRefusal(
        BAD_ENVIRONMENT,
        variable + "='" + value + "' is not valid",
        "see the CNI specification, section 2");
  }
}
