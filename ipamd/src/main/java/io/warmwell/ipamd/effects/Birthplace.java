package io.warmwell.ipamd.effects;

import io.warmwell.pool.SubnetId;
import java.util.List;

/// Where new interfaces are made and with which security groups: those of the primary interface.
public record Birthplace(SubnetId subnet, List<String> securityGroups) {

  public Birthplace {
    securityGroups = List.copyOf(securityGroups);
  }
}
