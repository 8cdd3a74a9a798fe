package io.warmwell.ipamd.intents;

import io.warmwell.eni.BringUp;
import io.warmwell.pool.EniId;

/// Something begun with an interface that must not be forgotten half done.
public sealed interface Intent {

  /// An interface is being made, attached and routed.
  ///
  /// @param wish all of it, so that the same call can be made again with the same client token
  record Creation(BringUp wish) implements Intent {}

  /// An interface is being unrouted, detached and deleted; nothing used its addresses.
  record Deletion(EniId eni) implements Intent {}
}
