package io.warmwell.netlink;

/// Commands that nftables refused; none of them took effect.
public final class NftablesException extends IllegalStateException {

  NftablesException(String commands, String error) {
    super("nft '" + commands.strip() + "': " + error.strip());
  }
}
