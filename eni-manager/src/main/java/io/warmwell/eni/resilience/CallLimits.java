package io.warmwell.eni.resilience;

import java.time.Duration;

/// How many calls of one action a node may make, and how long it tries.
///
/// An account's region allows 100 describes and 20 more a second, and of each changing action 50
/// and 5 more a second, for all nodes together (AWS, "Request throttling for the Amazon EC2 API").
///
/// @param reads of each `Describe…`
/// @param writes of each other action
/// @param atOnce how many calls of one action may be under way or wait for their turn
/// @param slowestTurn how long a turn may take to come while EC2 throttles; turns are drawn between
///   nothing and that. The tokens of the account lie unused for that long at most when the last
///   nodes of many wait for theirs
/// @param patience how long a throttled call is repeated; nobody else repeats it
public record CallLimits(
    Rate reads, Rate writes, int atOnce, Duration slowestTurn, Duration patience) {

  /// Never reached by pods that come and go: a node whose every pod needs an address of its own
  /// makes up to 30 assignments in ten seconds (`make contest`, a day of churn with /32s). They end
  /// a loop that runs wild. What many nodes have to share they share by turns, see [#slowestTurn].
  public static final CallLimits DEFAULTS =
      new CallLimits(
          new Rate(40, Duration.ofSeconds(10)),
          new Rate(30, Duration.ofSeconds(10)),
          32,
          Duration.ofSeconds(20),
          Duration.ofMinutes(2));

  /// @param calls how many
  /// @param period in which time
  public record Rate(int calls, Duration period) {}
}
