package io.warmwell.ipamd.start;

import io.warmwell.config.InstanceLimits;
import io.warmwell.config.InstanceType;
import io.warmwell.eni.Ec2;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this instance's type allows: from the built-in table, or from EC2 if the type is newer.
public final class InstanceTypes {
  private static final Logger log = LoggerFactory.getLogger(InstanceTypes.class);

  private InstanceTypes() {}

  /// Looks a type up.
  ///
  /// @throws io.warmwell.eni.Ec2Exception if neither knows it
  public static InstanceType find(String name, Ec2 ec2) {
    return switch (InstanceLimits.embedded().find(name)) {
      case InstanceLimits.Lookup.Found(InstanceType type) -> type;
      case InstanceLimits.Lookup.Unknown _ -> {
        var limits = ec2.limits(name);
        log.warn("instance type is not built in, EC2 says type={} limits={}", name, limits);
        // Types that came after the table are Nitro: the last Xen type appeared in 2016. EC2 does
        // not tell about trunks; hardly any newer type has none.
        yield new InstanceType(
            name, limits, InstanceType.Hypervisor.NITRO, false, 1, OptionalInt.empty(), true);
      }
    };
  }
}
