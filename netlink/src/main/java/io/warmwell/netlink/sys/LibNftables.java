package io.warmwell.netlink.sys;

import jnr.ffi.annotations.IgnoreError;
import jnr.ffi.types.u_int32_t;
import jnr.ffi.types.uintptr_t;

/// The functions of libnftables that Warmwell calls (libnftables(3)). Public only because the
/// binding generates its implementation in another class loader; use [NftablesContext].
public interface LibNftables {

  @IgnoreError
  @uintptr_t
  long nft_ctx_new(@u_int32_t int flags);

  @IgnoreError
  void nft_ctx_free(@uintptr_t long context);

  @IgnoreError
  int nft_ctx_buffer_output(@uintptr_t long context);

  @IgnoreError
  int nft_ctx_buffer_error(@uintptr_t long context);

  @IgnoreError
  String nft_ctx_get_output_buffer(@uintptr_t long context);

  @IgnoreError
  String nft_ctx_get_error_buffer(@uintptr_t long context);

  @IgnoreError
  void nft_ctx_output_set_flags(@uintptr_t long context, @u_int32_t int flags);

  @IgnoreError
  int nft_run_cmd_from_buffer(@uintptr_t long context, String commands);
}
