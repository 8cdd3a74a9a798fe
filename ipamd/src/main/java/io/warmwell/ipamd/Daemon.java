package io.warmwell.ipamd;

import io.warmwell.cni.Leases;
import io.warmwell.cni.node.Egress;
import io.warmwell.cni.node.Mended;
import io.warmwell.cni.node.Repair;
import io.warmwell.cni.server.CniServer;
import io.warmwell.cni.server.CniSettings;
import io.warmwell.cni.wiring.KernelWiring;
import io.warmwell.config.DaemonSettings;
import io.warmwell.config.EgressSettings;
import io.warmwell.config.InstanceType;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.InstanceIdentity;
import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.eni.Ownership;
import io.warmwell.eni.ReadOnlyEc2;
import io.warmwell.eni.aws.AwsEc2;
import io.warmwell.eni.imds.Imds;
import io.warmwell.eni.resilience.CallLimits;
import io.warmwell.eni.resilience.RememberingEc2;
import io.warmwell.eni.resilience.ResilientEc2;
import io.warmwell.eni.resilience.TimeAndChance;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.AgentThread;
import io.warmwell.ipamd.agent.CallNews;
import io.warmwell.ipamd.agent.Care;
import io.warmwell.ipamd.agent.EffectReport;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.agent.NodeAgent;
import io.warmwell.ipamd.agent.Policy;
import io.warmwell.ipamd.birth.Birthplaces;
import io.warmwell.ipamd.birth.CustomNetworking;
import io.warmwell.ipamd.birth.SubnetSearch;
import io.warmwell.ipamd.cluster.Cluster;
import io.warmwell.ipamd.cluster.SweepOrder;
import io.warmwell.ipamd.disk.DiskFolder;
import io.warmwell.ipamd.effects.DeviceIndexes;
import io.warmwell.ipamd.effects.EffectRunner;
import io.warmwell.ipamd.host.AskedLeases;
import io.warmwell.ipamd.host.KernelNetwork;
import io.warmwell.ipamd.host.LinkWatch;
import io.warmwell.ipamd.host.Reconciler;
import io.warmwell.ipamd.host.VpcWatch;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.ipamd.ipv6.DualStackLeases;
import io.warmwell.ipamd.ipv6.Forwarding;
import io.warmwell.ipamd.ipv6.NodeLocalAddresses;
import io.warmwell.ipamd.ipv6.NodePrefix;
import io.warmwell.ipamd.ipv6.PrefixSearch;
import io.warmwell.ipamd.journal.BootId;
import io.warmwell.ipamd.journal.Journal;
import io.warmwell.ipamd.start.InstanceTypes;
import io.warmwell.ipamd.start.OnlyDaemon;
import io.warmwell.ipamd.start.Recovery;
import io.warmwell.ipamd.start.Stock;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.Plan;
import io.warmwell.pool.Planner;
import io.warmwell.pool.Pool;
import io.warmwell.pool.WarmTargets;
import io.warmwell.prefix.PrefixPlanner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's parts, put together in the order in which they need each other and taken apart in
/// the reverse order. What it wired stays wired when it stops.
final class Daemon implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);
  private static final String USER_AGENT = "warmwell/0.1.0";

  /// The metadata service may answer late while an instance boots.
  private static final Duration IDENTITY_WAIT_MAX = Duration.ofSeconds(60);

  private static final Duration VPC_WAIT_MAX = Duration.ofSeconds(10);

  private static final Duration IDENTITY_ATTEMPT_MAX = Duration.ofSeconds(1);

  /// A daemon that is being replaced answers what is in flight before it goes.
  private static final Duration PREDECESSOR_STOP_MAX = Duration.ofSeconds(10);

  private static final int DIED_OF_A_BUG = 1;

  private static final String READ_ONLY =
      "DISABLE_NETWORK_RESOURCE_PROVISIONING=true: nothing is changed at EC2";

  private final DaemonSettings settings;
  private final Optional<CustomNetworking> otherwise;
  private final InstantSource clock = new SteadyClock(InstantSource.system(), System::nanoTime);
  private final Random random = new Random();
  private final Deque<Runnable> stops = new ArrayDeque<>();

  private Daemon(DaemonSettings settings, Optional<CustomNetworking> otherwise) {
    this.settings = settings;
    this.otherwise = otherwise;
  }

  /// Returns once pods are served.
  static Daemon start(DaemonSettings settings, Map<String, String> environment)
      throws InterruptedException {
    return start(settings, Optional.empty(), environment);
  }

  /// The same.
  ///
  /// @param otherwise where pods live, if neither the node nor its ENIConfig says so
  static Daemon start(
      DaemonSettings settings,
      Optional<CustomNetworking> otherwise,
      Map<String, String> environment)
      throws InterruptedException {
    var daemon = new Daemon(settings, otherwise);
    daemon.start(environment);
    return daemon;
  }

  @Override
  public void close() {
    log.info("stopping; pods keep their network");
    stops.forEach(Runnable::run);
  }

  private void start(Map<String, String> environment) throws InterruptedException {
    var lock = settings.runDirectory().resolve("lock");
    var only = OnlyDaemon.claim(lock, PREDECESSOR_STOP_MAX, clock, Thread::sleep);
    stops.push(only::close);

    var endpoint = Imds.endpoint(environment);
    var imds = new Imds(endpoint, IDENTITY_ATTEMPT_MAX, clock, Thread::sleep, random);
    var identity = imds.identity(IDENTITY_WAIT_MAX);
    var aws = AwsEc2.connect(identity.region(), USER_AGENT);
    stops.push(aws::close);
    var by = new TimeAndChance(clock, Thread::sleep, random);
    var news = new CallNews();
    var guarded = new ResilientEc2(aws, CallLimits.DEFAULTS, by, news);
    var remembering = new RememberingEc2(guarded, clock);
    var type = InstanceTypes.find(identity.instanceType(), remembering);
    Ec2 allowed =
        settings.enis().provisioning() ? remembering : new ReadOnlyEc2(remembering, READ_ONLY);
    Ec2 ec2 = settings.ipv4() ? allowed : new NodeLocalAddresses(allowed);

    var network = network(ec2, imds, identity);
    var ownership = new Ownership(identity.instanceId(), settings.enis().manageUntagged());
    var lifecycle = new InterfaceLifecycle(ec2, ownership, Thread::sleep, random);
    var intents =
        Intents.open(
            new DiskFolder(settings.stateDirectory().resolve("intents")), identity.instanceId());
    var world = new EffectRunner.World(ec2, lifecycle, network, new DeviceIndexes(), intents);
    var cluster = Cluster.of(settings.cluster(), environment, clock, random, USER_AGENT);
    stops.push(cluster::close);
    var births = births(ec2, identity, cluster);
    var stock = Stock.take(world, births);

    var journal = Journal.open(new DiskFolder(settings.runDirectory()), BootId.ofThisBoot(), clock);
    stops.push(journal::close);
    var pool = pool(stock, journal, network);
    warnOfTrunks(type);
    var prefix = prefix(stock, ec2, network);
    var told = new Told(journal, listed -> prefix.ifPresent(one -> one.surveyed(listed)));
    var agent = agent(pool, told, policy(type, stock), planner(type), world, births);
    news.tell(agent::heard);
    agent.start();
    var links = LinkWatch.start(network, agent::linkLost, agent::linkFound);
    stops.push(links::close);

    var wiring = KernelWiring.open();
    stops.push(wiring::close);
    var subnet = network.subnet(identity.primarySubnet());
    var place = new CniSettings.Place(subnet, identity.primaryAddress());
    var leases =
        prefix.<Leases>map(known -> new DualStackLeases(agent, known::state)).orElse(agent);
    var server = CniServer.start(cni(place), leases, wiring, clock);
    stops.push(server::close);
    var reconciled =
        new Reconciler.Subjects(network, wiring, new AskedLeases(agent::leases), nodeSettings());
    var reconciler = Reconciler.start(reconciled, clock, random);
    stops.push(reconciler::close);
    log.info("ready instance={} type={}", identity.instanceId(), type.name());
    // From here on the API server is asked, in the background.
    cluster.join(heard(agent), SweepOrder.of(settings, ec2, identity));
  }

  private static Cluster.Listener heard(AgentThread agent) {
    return new Cluster.Listener() {
      @Override
      public void schedulable(boolean isSchedulable) {
        agent.schedulable(isSchedulable);
      }

      @Override
      public void birthplacesChanged() {
        agent.birthplacesChanged();
      }
    };
  }

  /// Of a pod with IPv6 alone everything that it sends by IPv4 is translated, wherever it goes.
  private KernelNetwork network(Ec2 ec2, Imds imds, InstanceIdentity identity) {
    var cidrs = settings.ipv4() ? identity.vpcCidrs() : List.<Ipv4Prefix>of();
    var egress = settings.ipv4() ? egress(identity.primaryAddress()) : toNode(identity);
    var setup = new KernelNetwork.Setup(settings.eniMtu(), egress, cidrs);
    var network = KernelNetwork.open(ec2, setup, clock, Thread::sleep);
    stops.push(network::close);
    if (settings.ipv4()) {
      var vpc =
          VpcWatch.start(
              () -> imds.vpcCidrs(identity.primaryMac(), VPC_WAIT_MAX),
              cidrs,
              network::vpc,
              Thread::sleep);
      stops.push(vpc::close);
    }
    return network;
  }

  private Function<Predicate<Repair>, Mended> nodeSettings() {
    return settings.ipv6() ? Forwarding::mend : _ -> Mended.NOTHING;
  }

  /// Where pods' IPv6 addresses come from, if they shall have some.
  private Optional<NodePrefix> prefix(Stock stock, Ec2 ec2, KernelNetwork network) {
    if (!settings.ipv6()) {
      return Optional.empty();
    }
    Forwarding.requireIpv6();
    var search = new PrefixSearch(stock.primary().id(), ec2, network::podIpv6Addresses);
    var prefix = NodePrefix.start(search, Thread::sleep);
    stops.push(prefix::close);
    return Optional.of(prefix);
  }

  /// What EC2 lists, what the journal remembers, and what the kernel has wired, made one.
  private Pool pool(Stock stock, Journal journal, KernelNetwork network) {
    var pool = new Pool(settings.ipCooldown());
    stock.fill(pool);
    new Recovery(pool, journal)
        .restore(
            journal.entries(),
            network.leases(stock.byDeviceIndex()),
            clock.instant().plus(settings.ipCooldown()));
    pool.leases().forEach(network::rewire);
    return pool;
  }

  /// Who learns what, beside the agent.
  ///
  /// @param survey takes what EC2 has listed
  private record Told(Journal journal, Consumer<List<Interface>> survey) {

    EffectReport beside(EffectReport agent) {
      return (id, ending) -> {
        if (ending instanceof Ending.Surveyed(var listed, _)) {
          survey.accept(listed);
        }
        agent.ended(id, ending);
      };
    }
  }

  private AgentThread agent(
      Pool pool,
      Told told,
      Policy policy,
      Planner planner,
      EffectRunner.World world,
      Birthplaces births) {
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    var chances = new EffectRunner.Chances(clock, () -> UUID.randomUUID().toString());
    var agent =
        new AgentThread(
            report -> {
              var effects = new EffectRunner(world, births, chances, threads, told.beside(report));
              var outside = new NodeAgent.Outside(told.journal(), effects);
              return new NodeAgent(policy, pool, planner, outside, random);
            },
            clock,
            () -> Runtime.getRuntime().halt(DIED_OF_A_BUG));
    stops.push(threads::shutdownNow);
    stops.push(agent::close);
    return agent;
  }

  private Policy policy(InstanceType type, Stock stock) {
    var limits =
        new InterfaceLimits(
            settings.interfacesMax(type.limits()), type.limits().addressesPerInterface());
    var targets =
        new WarmTargets(
            settings.warmEniTarget(),
            settings.warmIpTarget(),
            settings.minimumIpTarget(),
            settings.warmPrefixTarget());
    return new Policy(
        targets,
        new Capacity(
            limits,
            stock.foreign(),
            stock.trunks(),
            settings.keepsTrunkPlace(type),
            settings.podsMax(type)),
        settings.addWait(),
        settings.releaseDelay(),
        settings.ipCooldown(),
        type.name(),
        care());
  }

  private Birthplaces births(Ec2 ec2, InstanceIdentity identity, Cluster cluster) {
    var home = SubnetSearch.Home.of(identity);
    var enis = settings.enis();
    var choice =
        SubnetSearch.Choice.of(
            enis.subnetDiscovery(), enis.clusterName(), otherwise.or(cluster::networking));
    return new SubnetSearch(ec2, home, choice, enis.tags(), clock);
  }

  private boolean isCustom() {
    return otherwise.isPresent() || settings.cluster().customNetworking();
  }

  private Care care() {
    var enis = settings.enis();
    return new Care(true, isCustom(), !isCustom(), enis.manageUnschedulable(), enis.provisioning());
  }

  private void warnOfTrunks(InstanceType type) {
    if (settings.podEni()) {
      log.warn(
          "ENABLE_POD_ENI keeps a place for a trunk and does nothing else: pods do not get branch"
              + " interfaces, and those with security groups of their own get the node's instead;"
              + " run them elsewhere type={} keeps-place={}",
          type.name(),
          settings.keepsTrunkPlace(type));
    }
  }

  private Planner planner(InstanceType type) {
    if (!settings.ipv4()) {
      return _ -> Plan.NOTHING;
    }
    if (settings.prefixDelegation() && !settings.takesPrefixes(type)) {
      log.warn("no prefixes on this type, taking single addresses type={}", type.name());
    }
    return settings.takesPrefixes(type) ? new PrefixPlanner() : new AddressPlanner();
  }

  private Egress egress(Ipv4Address primary) {
    var wanted = settings.egress();
    var translation =
        Optional.of(
                new Egress.Translation(
                    primary, ports(wanted.randomizeSnat()), wanted.excludeSnatCidrs()))
            .filter(_ -> !wanted.externalSnat());
    return new Egress(
        translation, wanted.externalServiceCidrs(), wanted.nodePortSupport(), wanted.connmark());
  }

  private Egress toNode(InstanceIdentity identity) {
    var wanted = settings.egress();
    var ports = ports(wanted.randomizeSnat());
    var translation = new Egress.Translation(identity.primaryAddress(), ports, List.of());
    return new Egress(
        Optional.of(translation), List.of(), wanted.nodePortSupport(), wanted.connmark(), true);
  }

  private static Egress.Ports ports(EgressSettings.SourcePorts wanted) {
    return switch (wanted) {
      case PRNG -> Egress.Ports.PRNG;
      case HASHRANDOM -> Egress.Ports.HASHRANDOM;
      case NONE -> Egress.Ports.NONE;
    };
  }

  private CniSettings cni(CniSettings.Place place) {
    return CniSettings.of(
        settings.runDirectory().resolve("cni.sock"),
        settings.stateDirectory().resolve("spool"),
        settings.podMtu(),
        place,
        settings.vethPrefix());
  }
}
