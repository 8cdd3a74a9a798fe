package io.warmwell.simulator.ec2;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.List;

/// The secondary addresses or prefixes that a request asks for; EC2 takes one kind a call.
public sealed interface Wanted {

  /// Nothing beside the primary address.
  Wanted NOTHING = new AddressCount(0);

  /// How many places of the interface it takes; a prefix takes one.
  int places();

  /// That many addresses of EC2's choice.
  record AddressCount(int places) implements Wanted {}

  /// These addresses.
  record Addresses(List<Ipv4Address> addresses) implements Wanted {
    public Addresses {
      addresses = List.copyOf(addresses);
    }

    @Override
    public int places() {
      return addresses.size();
    }
  }

  /// That many /28s of EC2's choice.
  record PrefixCount(int places) implements Wanted {}

  /// These /28s.
  record Prefixes(List<Ipv4Prefix> prefixes) implements Wanted {
    public Prefixes {
      prefixes = List.copyOf(prefixes);
    }

    @Override
    public int places() {
      return prefixes.size();
    }
  }
}
