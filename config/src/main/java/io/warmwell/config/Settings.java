package io.warmwell.config;

import io.warmwell.inet.Ipv4Prefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Every knob of the daemon, one line each, in the order in which documentation lists them.
///
/// Names, defaults and meaning of those without our prefix are the AWS VPC CNI's (v1.23.1), so that
/// existing manifests keep their meaning.
final class Settings {

  /// No pool needs more: it is what the largest VPC block, a /16, holds.
  private static final int ADDRESSES_MAX = 65_536;

  /// The bits of a packet's mark that name an ENI (`NodeLayout` of cni-binary).
  private static final int ENI_MARKS = 0x3f00;

  /// A key of labels and annotations. Source: Kubernetes documentation, "Labels and Selectors".
  private static final String KEY =
      "([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?";

  private static final String KEY_RANGE = "a key like example.com/name";

  /// The annotation or label that names a Node's ENIConfig.
  static final String ENI_CONFIG_KEY = "k8s.amazonaws.com/eniConfig";

  static final Setting<Integer> WARM_ENI_TARGET =
      Setting.count(
          "WARM_ENI_TARGET",
          1,
          0,
          ADDRESSES_MAX,
          "Spare ENIs' worth of free addresses to keep in secondary-IP mode. 0 grows only when no"
              + " address is free. WARM_IP_TARGET or MINIMUM_IP_TARGET take its place when set.");

  static final Setting<Integer> WARM_IP_TARGET =
      Setting.count(
          "WARM_IP_TARGET",
          0,
          0,
          ADDRESSES_MAX,
          "Free addresses to keep. 0 leaves WARM_ENI_TARGET or WARM_PREFIX_TARGET in charge. In"
              + " prefix mode it is rounded up to whole /28 prefixes of 16.");

  static final Setting<Integer> MINIMUM_IP_TARGET =
      Setting.count(
          "MINIMUM_IP_TARGET",
          0,
          0,
          ADDRESSES_MAX,
          "Addresses to hold in total at least, used or free. Alone, it leaves the pool there: more"
              + " come only for ADDs that wait.");

  static final Setting<Integer> WARM_PREFIX_TARGET =
      Setting.count(
          "WARM_PREFIX_TARGET",
          1,
          0,
          ADDRESSES_MAX,
          "Free /28 prefixes to keep in prefix mode while neither IP target is set. 0 adds one only"
              + " when no address is free.");

  static final Setting<Integer> MAX_ENI =
      Setting.count(
          "MAX_ENI",
          0,
          -1,
          ADDRESSES_MAX,
          "ENIs to attach at most, the primary one included. 0, -1 or anything above the instance"
              + " type's limit means that limit.");

  static final Setting<Boolean> ENABLE_PREFIX_DELEGATION =
      Setting.flag(
          "ENABLE_PREFIX_DELEGATION",
          false,
          "Take /28 prefixes instead of single secondary addresses. Instance types that cannot"
              + " (neither Nitro nor bare metal) stay in secondary-IP mode.");

  static final Setting<Boolean> ENABLE_POD_ENI =
      Setting.flag(
          "ENABLE_POD_ENI",
          false,
          "Keep one ENI's place free for a trunk until one is attached, on instance types that can"
              + " have one. That is all it does yet: the trunk is not asked for (CNINode), and a pod"
              + " with security groups of its own (SecurityGroupPolicy) gets no branch ENI but an"
              + " ordinary address, with the security groups of the node.");

  static final Setting<Boolean> ENABLE_IPV4 =
      Setting.flag(
          "ENABLE_IPv4",
          true,
          "Give every pod an IPv4 address of the VPC. false, with ENABLE_IPv6, gives IPv6 alone: the"
              + " runtime is told of no IPv4 address, no ENI and no IPv4 address is asked of EC2, and"
              + " what a pod sends by IPv4 leaves with the node's primary address. Change it on a"
              + " node without pods only.");

  static final Setting<Boolean> ENABLE_IPV6 =
      Setting.flag(
          "ENABLE_IPv6",
          false,
          "Give every pod an IPv6 address, from a /80 of the primary ENI. The node's subnet needs an"
              + " IPv6 CIDR, the daemon's role ec2:AssignIpv6Addresses, and the node"
              + " net.ipv6.conf.all.forwarding=1. Pods that run already stay as they are.");

  static final Setting<Duration> IP_COOLDOWN_PERIOD =
      Setting.time(
          "IP_COOLDOWN_PERIOD",
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          "How long a released address rests before another pod gets it or EC2 gets it back.");

  static final Setting<Integer> AWS_VPC_ENI_MTU =
      Setting.count(
          "AWS_VPC_ENI_MTU", 9001, 576, 9001, "MTU in bytes that is set on the node's ENIs.");

  static final Setting<Integer> POD_MTU =
      Setting.following(AWS_VPC_ENI_MTU, "POD_MTU", "MTU in bytes of both ends of a pod's link.");

  static final Setting<String> AWS_VPC_K8S_CNI_VETHPREFIX =
      Setting.prefix(
          "AWS_VPC_K8S_CNI_VETHPREFIX",
          "eni",
          List.of("eth", "lo", "vlan"),
          "First characters of the node's ends of pod links. Policy agents match on it.");

  static final Setting<Boolean> AWS_VPC_K8S_CNI_EXTERNALSNAT =
      Setting.flag(
          "AWS_VPC_K8S_CNI_EXTERNALSNAT",
          false,
          "Whether something else, like a NAT gateway, translates what pods send out of the VPC. If"
              + " not, it leaves with the node's primary address.");

  static final Setting<List<Ipv4Prefix>> AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS =
      Setting.prefixes(
          "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS",
          "Destinations outside of the VPC, for example of a peered one, that pods reach with their"
              + " own address.");

  static final Setting<List<Ipv4Prefix>> AWS_EXTERNAL_SERVICE_CIDRS =
      Setting.prefixes(
          "AWS_EXTERNAL_SERVICE_CIDRS",
          "Destinations that all pods reach by the node's main routing table.");

  static final Setting<EgressSettings.SourcePorts> AWS_VPC_K8S_CNI_RANDOMIZESNAT =
      Setting.choice(
          "AWS_VPC_K8S_CNI_RANDOMIZESNAT",
          EgressSettings.SourcePorts.PRNG,
          "How source ports of what is translated are chosen: at random, by a hash, or the pod's own"
              + " where it is free.");

  static final Setting<Boolean> AWS_VPC_CNI_NODE_PORT_SUPPORT =
      Setting.flag(
          "AWS_VPC_CNI_NODE_PORT_SUPPORT",
          true,
          "Whether answers to connections that came in for an address of the node, like NodePorts,"
              + " leave by the ENI these came in by.");

  static final Setting<Integer> AWS_VPC_K8S_CNI_CONNMARK =
      Setting.bits(
          "AWS_VPC_K8S_CNI_CONNMARK",
          0x80,
          ENI_MARKS,
          "Bits in the marks of packets and connections for what leaves the VPC or came in for the"
              + " node.");

  static final Setting<String> MY_NODE_NAME =
      Setting.text(
          "MY_NODE_NAME",
          "",
          "[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?",
          "the name of a Node",
          "Name of this node's Node object; the downward API's `spec.nodeName`. Without it nothing is"
              + " read from the Node.");

  static final Setting<String> CLUSTER_ENDPOINT =
      Setting.text(
          "CLUSTER_ENDPOINT",
          "",
          "https?://[^\\s/]+",
          "a URL without a path, like https://0A1B.gr7.eu-central-1.eks.amazonaws.com",
          "Where the API server is, instead of its Service: for nodes on which no Service works"
              + " before kube-proxy does.");

  static final Setting<Boolean> AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG =
      Setting.flag(
          "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG",
          false,
          "Give pods addresses of the subnets and with the security groups that the node's ENIConfig"
              + " names, and none of the primary ENI. Needs MY_NODE_NAME and the API server.");

  static final Setting<String> ENI_CONFIG_ANNOTATION_DEF =
      Setting.text(
          "ENI_CONFIG_ANNOTATION_DEF",
          ENI_CONFIG_KEY,
          KEY,
          KEY_RANGE,
          "The Node's annotation that names its ENIConfig. Only the label"
              + " `vpc.amazonaws.com/externalEniConfig` goes before it.");

  static final Setting<String> ENI_CONFIG_LABEL_DEF =
      Setting.text(
          "ENI_CONFIG_LABEL_DEF",
          ENI_CONFIG_KEY,
          KEY,
          KEY_RANGE,
          "The Node's label that names its ENIConfig, for example `topology.kubernetes.io/zone`, if"
              + " the annotation does not. Without either it is `default`.");

  static final Setting<Boolean> DISABLE_LEAKED_ENI_CLEANUP =
      Setting.flag(
          "DISABLE_LEAKED_ENI_CLEANUP",
          false,
          "Leave the ENIs alone that dead nodes of the cluster left. Otherwise one elected node"
              + " deletes them, if CLUSTER_NAME is set.");

  static final Setting<Duration> WARMWELL_LEAKED_ENI_INTERVAL =
      Setting.time(
          "WARMWELL_LEAKED_ENI_INTERVAL",
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofHours(24),
          "How long between two looks for leaked ENIs, on average. One must be found at two of them,"
              + " and be an hour old.");
  static final Setting<Boolean> ENABLE_SUBNET_DISCOVERY =
      Setting.flag(
          "ENABLE_SUBNET_DISCOVERY",
          true,
          "Make new ENIs also in other subnets of the VPC and availability zone, those tagged"
              + " `kubernetes.io/role/cni` with a value other than 0, where most addresses are free"
              + " first; and give pods no addresses of subnets tagged with 0. false makes them in the"
              + " node's own subnet alone. Needs ec2:DescribeSubnets; without it the node's own"
              + " subnet is used.");

  static final Setting<String> CLUSTER_NAME =
      Setting.cluster(
          "CLUSTER_NAME",
          "Name of the cluster. ENIs are tagged with it, leaked ones are found by it, and subnets"
              + " tagged `cni.networking.k8s.aws/cluster/NAME` for others are left to them.");

  static final Setting<Map<String, String>> ADDITIONAL_ENI_TAGS =
      Setting.tags(
          "ADDITIONAL_ENI_TAGS", "Tags of the ENIs that the daemon makes or has made before.");

  static final Setting<Boolean> MANAGE_UNTAGGED_ENI =
      Setting.flag(
          "MANAGE_UNTAGGED_ENI",
          true,
          "Give pods addresses of attached ENIs that somebody else made, too, unless they are tagged"
              + " `node.k8s.amazonaws.com/no_manage=true`. false uses those with this instance's tag"
              + " alone.");

  static final Setting<Boolean> AWS_MANAGE_ENIS_NON_SCHEDULABLE =
      Setting.flag(
          "AWS_MANAGE_ENIS_NON_SCHEDULABLE",
          false,
          "Let addresses come and ENIs come and go also while the node is unschedulable. Idle"
              + " addresses go back in either case.");

  static final Setting<Boolean> DISABLE_NETWORK_RESOURCE_PROVISIONING =
      Setting.flag(
          "DISABLE_NETWORK_RESOURCE_PROVISIONING",
          false,
          "Change nothing at EC2: no ENI, address, tag or security group. Pods get the addresses"
              + " that the node's ENIs have.");

  static final Setting<Path> WARMWELL_RUN_DIR =
      Setting.directory(
          "WARMWELL_RUN_DIR",
          "/run/warmwell",
          80,
          "Where the socket and the journal of allocations lie. It should not outlive a reboot,"
              + " since no pod does.");

  static final Setting<Path> WARMWELL_STATE_DIR =
      Setting.directory(
          "WARMWELL_STATE_DIR", "/var/lib/warmwell", 80, "Where what must outlive a reboot lies.");

  static final Setting<Integer> WARMWELL_MAX_PODS =
      Setting.count(
          "WARMWELL_MAX_PODS",
          0,
          0,
          ADDRESSES_MAX,
          "Pods the node runs at most; the pool never grows past it. 0 takes what `warmwell"
              + " max-pods` recommends for the instance type.");

  static final Setting<Duration> WARMWELL_RELEASE_DELAY =
      Setting.time(
          "WARMWELL_RELEASE_DELAY",
          Duration.ofSeconds(60),
          Duration.ofHours(24),
          "How long a surplus must last before it is given back to EC2.");

  static final Setting<Duration> WARMWELL_ADD_WAIT =
      Setting.time(
          "WARMWELL_ADD_WAIT",
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          "How long an ADD waits for an address that is on its way before it fails.");

  static final Setting<LogLevel> WARMWELL_LOG_LEVEL =
      Setting.choice("WARMWELL_LOG_LEVEL", LogLevel.INFO, "How much the daemon logs.");

  static final List<Setting<?>> ALL =
      List.of(
          WARM_ENI_TARGET,
          WARM_IP_TARGET,
          MINIMUM_IP_TARGET,
          WARM_PREFIX_TARGET,
          MAX_ENI,
          ENABLE_PREFIX_DELEGATION,
          ENABLE_POD_ENI,
          ENABLE_IPV4,
          ENABLE_IPV6,
          IP_COOLDOWN_PERIOD,
          AWS_VPC_ENI_MTU,
          POD_MTU,
          AWS_VPC_K8S_CNI_VETHPREFIX,
          AWS_VPC_K8S_CNI_EXTERNALSNAT,
          AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS,
          AWS_EXTERNAL_SERVICE_CIDRS,
          AWS_VPC_K8S_CNI_RANDOMIZESNAT,
          AWS_VPC_CNI_NODE_PORT_SUPPORT,
          AWS_VPC_K8S_CNI_CONNMARK,
          MY_NODE_NAME,
          CLUSTER_ENDPOINT,
          AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG,
          ENI_CONFIG_ANNOTATION_DEF,
          ENI_CONFIG_LABEL_DEF,
          DISABLE_LEAKED_ENI_CLEANUP,
          WARMWELL_LEAKED_ENI_INTERVAL,
          ENABLE_SUBNET_DISCOVERY,
          CLUSTER_NAME,
          ADDITIONAL_ENI_TAGS,
          MANAGE_UNTAGGED_ENI,
          AWS_MANAGE_ENIS_NON_SCHEDULABLE,
          DISABLE_NETWORK_RESOURCE_PROVISIONING,
          WARMWELL_RUN_DIR,
          WARMWELL_STATE_DIR,
          WARMWELL_MAX_PODS,
          WARMWELL_RELEASE_DELAY,
          WARMWELL_ADD_WAIT,
          WARMWELL_LOG_LEVEL);

  private Settings() {}
}
