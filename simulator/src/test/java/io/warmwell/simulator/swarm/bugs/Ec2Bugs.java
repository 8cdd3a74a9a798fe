package io.warmwell.simulator.swarm.bugs;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Decorator;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.disk.Folder;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.simulator.swarm.Parts;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Mistakes with EC2, with the kernel, and with what is written down before they are asked.
final class Ec2Bugs {
  private static final String LEAK = "no interface without an owner";
  private static final String SECOND_KEY = "the kernel is asked before anything goes back";
  private static final String DEVICE =
      "a pod's traffic is led by the interface that owns its address";

  private Ec2Bugs() {}

  static List<Bug> all() {
    return List.of(
        Bug.of(
            "detached-not-deleted",
            "An interface is detached and left lying.",
            calling(Undeleted::new),
            LEAK),
        Bug.of(
            "outlives-its-instance",
            "Nobody tells EC2 to delete an interface with its instance.",
            calling(Immortal::new),
            "interfaces die with their instance"),
        Bug.of(
            "no-name-tag",
            "Interfaces are made without the tag by which they are found again.",
            calling(Untagged::new),
            "interfaces carry their instance's name",
            LEAK),
        Bug.of(
            "retry-without-pause",
            "A call that failed is made again at once until it works.",
            calling(HotLoop::new),
            "calls per minute are bounded"),
        Bug.of(
            "second-key-skipped",
            "Blocks go back without a look at the kernel.",
            KernelUnasked::new,
            SECOND_KEY),
        Bug.of(
            "link-not-awaited",
            "An interface serves pods before its link is there.",
            LinkNotAwaited::new,
            DEVICE),
        Bug.of(
            "half-made-forgotten",
            "A start takes what is attached; it reads no intents and looks for nothing else.",
            HalfMadeForgotten::new,
            LEAK));
  }

  private static Supplier<Parts> calling(UnaryOperator<Ec2> mistake) {
    return () ->
        new Parts() {
          @Override
          public Ec2 ec2(Ec2 ec2) {
            return mistake.apply(ec2);
          }
        };
  }

  private static final class Undeleted extends Ec2Decorator {
    Undeleted(Ec2 ec2) {
      super(ec2);
    }

    @Override
    public void delete(EniId eni) {}
  }

  private static final class Immortal extends Ec2Decorator {
    Immortal(Ec2 ec2) {
      super(ec2);
    }

    @Override
    public void deleteOnTermination(EniId eni, String attachmentId) {}
  }

  private static final class Untagged extends Ec2Decorator {
    Untagged(Ec2 ec2) {
      super(ec2);
    }

    @Override
    public Interface create(NewInterface request) {
      return super.create(
          new NewInterface(
              request.subnet(),
              request.securityGroups(),
              request.content(),
              request.description(),
              Map.of(),
              request.clientToken()));
    }
  }

  private static final class HotLoop extends Ec2Decorator {
    HotLoop(Ec2 ec2) {
      super(ec2);
    }

    @Override
    public List<Ipv4Address> assignAddresses(EniId eni, int count) {
      return untilItWorks(() -> super.assignAddresses(eni, count));
    }

    @Override
    public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
      return untilItWorks(() -> super.assignPrefixes(eni, count));
    }

    private static <T> T untilItWorks(Supplier<T> call) {
      while (true) {
        try {
          return call.get();
        } catch (Ec2Exception _) {
          // The mistake: at once again.
        }
      }
    }
  }

  private static final class KernelUnasked implements Parts {
    @Override
    public HostNetwork network(HostNetwork network) {
      return new Routing(network) {
        @Override
        public Use useOf(EniId eni, List<Ipv4Prefix> blocks) {
          return new Use(List.of(), List.of());
        }
      };
    }
  }

  private static final class LinkNotAwaited implements Parts {
    @Override
    public HostNetwork network(HostNetwork network) {
      return new Routing(network) {
        @Override
        public void addInterface(Interface eni, int deviceIndex) {
          try {
            super.addInterface(eni, deviceIndex);
          } catch (HostNetworkException _) {
            // The mistake: it will come.
          }
        }
      };
    }
  }

  private static final class HalfMadeForgotten implements Parts {
    @Override
    public Ec2 ec2(Ec2 ec2) {
      return new Ec2Decorator(ec2) {
        @Override
        public List<Interface> interfacesOf(String instanceId) {
          return super.interfacesOf(instanceId).stream()
              .filter(eni -> eni.attachment() instanceof Attachment.To)
              .toList();
        }
      };
    }

    @Override
    public Folder intents(Folder folder) {
      return new FolderDecorator(folder) {
        @Override
        public List<String> names() {
          return List.of();
        }
      };
    }
  }

  /// Passes every call on.
  private static class Routing implements HostNetwork {
    private final HostNetwork network;

    Routing(HostNetwork network) {
      this.network = network;
    }

    @Override
    public void addInterface(Interface eni, int deviceIndex) {
      network.addInterface(eni, deviceIndex);
    }

    @Override
    public void removeInterface(int deviceIndex) {
      network.removeInterface(deviceIndex);
    }

    @Override
    public void rewire(Lease lease) {
      network.rewire(lease);
    }

    @Override
    public Use useOf(EniId eni, List<Ipv4Prefix> blocks) {
      return network.useOf(eni, blocks);
    }
  }
}
