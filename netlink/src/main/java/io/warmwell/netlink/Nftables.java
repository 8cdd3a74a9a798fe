package io.warmwell.netlink;

import io.warmwell.netlink.sys.NftablesContext;
import java.util.Optional;

/// The nftables of the network namespace whose thread [opened][#open] it. Twin of nft(8), at 0.1 ms
/// a call instead of 6.
///
/// Confined to one thread at a time.
public final class Nftables implements AutoCloseable {
  private static final String ABSENT = "No such file or directory"; // ENOENT

  private final NftablesContext context;

  private Nftables(NftablesContext context) {
    this.context = context;
  }

  /// Opens it in this thread's network namespace.
  ///
  /// @throws UnsatisfiedLinkError if libnftables.so.1 is not installed (Debian: libnftables1)
  public static Nftables open() {
    return new Nftables(NftablesContext.open());
  }

  /// Carries out commands as one transaction: all or none, and no packet sees a part. Same as: `nft
  /// -f -`.
  ///
  /// @throws NftablesException with the text of nft, if it refuses
  public void apply(String commands) {
    succeed(commands, context.run(commands));
  }

  /// Carries out listing commands. Same as: `nft list …`.
  ///
  /// @return what nft prints
  /// @throws NftablesException with the text of nft, if it refuses, for example since there is no
  ///   such table
  public String list(String commands) {
    return succeed(commands, context.run(commands)).output();
  }

  /// Carries out commands in JSON (libnftables-json(5)) as one transaction. Same as: `nft -j -f -`.
  ///
  /// @return JSON that nft prints, empty if none
  /// @throws NftablesException with the text of nft, if it refuses
  public String applyJson(String commands) {
    return succeed(commands, context.runJson(commands)).output();
  }

  /// Carries out a listing command in JSON, as [#applyJson].
  ///
  /// @return JSON that nft prints, nothing if what is asked for does not exist
  /// @throws NftablesException with the text of nft, if it refuses for another reason
  public Optional<String> find(String command) {
    try {
      return Optional.of(applyJson(command));
    } catch (NftablesException e) {
      if (String.valueOf(e.getMessage()).contains(ABSENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    context.close();
  }

  private static NftablesContext.Result succeed(String commands, NftablesContext.Result result) {
    if (!result.succeeded()) {
      throw new NftablesException(commands, result.error());
    }
    return result;
  }
}
