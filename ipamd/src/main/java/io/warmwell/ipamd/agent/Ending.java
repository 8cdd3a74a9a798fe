package io.warmwell.ipamd.agent;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.birth.Places;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.SubnetId;
import java.util.List;

/// How an effect ended.
public sealed interface Ending {

  /// EC2 gave the interface these blocks in answer to our call.
  record BlocksAdded(EniId eni, List<Ipv4Prefix> blocks) implements Ending {}

  /// An interface is attached and routed.
  record InterfaceUp(PooledInterface facts, List<Ipv4Prefix> blocks) implements Ending {}

  /// Of the blocks that were to be given back, EC2 took some and may have kept others here.
  record BlocksReleased(EniId eni, List<Ipv4Prefix> gone, List<Ipv4Prefix> kept)
      implements Ending {}

  /// The interface is no more.
  record InterfaceDeleted(EniId eni) implements Ending {}

  /// Nothing was given back, because the kernel still routes some of the addresses to pods.
  ///
  /// @param leases what the kernel says of those that carry an identity
  /// @param unidentified routes to links that carry none
  record StillRouted(
      EniId eni, List<Ipv4Prefix> blocks, List<Lease> leases, List<Ipv4Prefix> unidentified)
      implements Ending {}

  /// The interfaces that EC2 lists as the instance's, or as made for it.
  ///
  /// @param settled whether it is known what became of every interface that was to be made
  record Surveyed(List<Interface> interfaces, boolean settled) implements Ending {
    public Surveyed {
      interfaces = List.copyOf(interfaces);
    }
  }

  /// A look at the subnets has shown this.
  record Scouted(Places places) implements Ending {}

  /// No interface was asked for, since none is wanted in that subnet any more.
  ///
  /// @param reason a sentence that says why, and what to do
  record NotBorn(SubnetId subnet, String reason) implements Ending {}

  /// The interface has these security groups.
  record Regrouped(EniId eni, List<String> securityGroups) implements Ending {
    public Regrouped {
      securityGroups = List.copyOf(securityGroups);
    }
  }

  /// EC2 answers.
  record Answered() implements Ending {}

  /// The kernel is as it should be.
  record Routed() implements Ending {}

  /// It did not work out; what EC2 holds is as it was, or will be found out by trying again.
  ///
  /// @param reason a sentence that names the call, its subject and the answer
  record Failed(Ec2Failure failure, String reason) implements Ending {}
}
