package io.warmwell.ipamd;

import io.warmwell.config.DaemonSettings;
import io.warmwell.ipamd.birth.CustomNetworking;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Optional;

/// The daemon with custom networking that no Kubernetes tells of: pods live in the subnet that the
/// variable POD_SUBNET names.
public final class FixedCustomNetworking {
  private FixedCustomNetworking() {}

  public static void main(String[] arguments) throws InterruptedException {
    var environment = System.getenv();
    if (!(DaemonSettings.parse(environment)
        instanceof DaemonSettings.Parsed.Valid(var settings, _, _))) {
      throw new IllegalStateException("bad settings: " + environment);
    }
    var subnet = new SubnetId(environment.getOrDefault("POD_SUBNET", ""));
    var wanted = new CustomNetworking.Answer.Wanted("the environment", List.of(subnet), List.of());
    var daemon = Daemon.start(settings, Optional.of(CustomNetworking.fixed(wanted)), environment);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(daemon::close));
  }
}
