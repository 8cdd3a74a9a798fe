package io.warmwell.netlink.sys;

import jnr.ffi.LibraryLoader;

/// A context of libnftables, with its socket in the network namespace of the thread that made it.
///
/// Confined to one thread at a time; the library promises nothing about more.
public final class NftablesContext implements AutoCloseable {
  private static final LibNftables LIBRARY =
      LibraryLoader.create(LibNftables.class).load("libnftables.so.1");
  private static final int NFT_CTX_DEFAULT = 0;
  private static final int NFT_CTX_OUTPUT_JSON = 1 << 4;

  private long context;

  private NftablesContext(long context) {
    this.context = context;
  }

  /// What came of one run.
  ///
  /// @param succeeded whether the whole transaction took effect; otherwise nothing of it did
  /// @param output what listing commands printed
  /// @param error why it did not succeed
  public record Result(boolean succeeded, String output, String error) {}

  /// @throws IllegalStateException if the library cannot make a context
  /// @throws UnsatisfiedLinkError if libnftables.so.1 is not installed (Debian: libnftables1)
  public static NftablesContext open() {
    var context = LIBRARY.nft_ctx_new(NFT_CTX_DEFAULT);
    if (context == 0
        || LIBRARY.nft_ctx_buffer_output(context) != 0
        || LIBRARY.nft_ctx_buffer_error(context) != 0) {
      throw new IllegalStateException("nft_ctx_new: out of memory");
    }
    return new NftablesContext(context);
  }

  /// Runs commands in nft(8)'s own syntax as one transaction.
  public Result run(String commands) {
    return run(commands, 0);
  }

  /// Runs commands in the JSON syntax of libnftables-json(5), and gets output in it.
  public Result runJson(String commands) {
    return run(commands, NFT_CTX_OUTPUT_JSON);
  }

  private Result run(String commands, int flags) {
    if (context == 0) {
      throw new IllegalStateException("nftables context is closed");
    }
    LIBRARY.nft_ctx_output_set_flags(context, flags);
    var status = LIBRARY.nft_run_cmd_from_buffer(context, commands);
    // Reading a buffer empties it, so that both are read every time.
    var output = LIBRARY.nft_ctx_get_output_buffer(context);
    var error = LIBRARY.nft_ctx_get_error_buffer(context);
    return new Result(status == 0, output, error);
  }

  @Override
  public void close() {
    if (context != 0) {
      LIBRARY.nft_ctx_free(context);
      context = 0;
    }
  }
}
