package io.warmwell.ipamd;

import ch.qos.logback.classic.Level;
import io.warmwell.config.DaemonSettings;
import io.warmwell.config.LogLevel;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.imds.ImdsException;
import io.warmwell.ipamd.agent.Records.RecordException;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's entry: reads the environment, runs the daemon until it is told to stop.
///
/// Exit status: 0 stopped, 1 could not start or died of a bug, 2 bad settings.
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int BAD_SETTINGS = 2;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    switch (DaemonSettings.parse(System.getenv())) {
      case DaemonSettings.Parsed.Invalid(var problems) -> {
        log.error("not started: {}", problems.message());
        System.exit(BAD_SETTINGS);
      }
      case DaemonSettings.Parsed.Valid valid -> {
        logAt(valid.settings().logLevel());
        valid.effective().forEach(setting -> log.info("setting {}", setting));
        valid.ignored().forEach(name -> log.warn("ignored, since it does nothing here: {}", name));
        run(valid.settings());
      }
    }
  }

  private static void run(DaemonSettings settings) throws InterruptedException {
    try {
      var daemon = Daemon.start(settings, System.getenv());
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(daemon::close));
    } catch (ImdsException
        | Ec2Exception
        | RecordException
        | HostNetworkException
        | IllegalStateException
        | UncheckedIOException e) {
      log.error("not started: {}", e.getMessage(), e);
      System.exit(FAILED);
    }
  }

  private static void logAt(LogLevel level) {
    if (LoggerFactory.getLogger("io.warmwell") instanceof ch.qos.logback.classic.Logger root) {
      root.setLevel(Level.valueOf(level.name()));
    }
  }
}
