package io.warmwell.ipamd.agent;

/// What the agent sees to beside the number of addresses.
///
/// @param seeksSubnets whether it looks now and then where new interfaces can be made; if not, they
///   are made in the primary interface's subnet
/// @param sparesPrimary whether the primary interface gives no addresses to pods, which live in
///   other subnets
/// @param alignsGroups whether secondary interfaces get the primary one's security groups
/// @param growsUnschedulable whether interfaces come and go, and addresses come, while the node
///   takes no pods
/// @param provisions whether anything is changed at EC2 at all
public record Care(
    boolean seeksSubnets,
    boolean sparesPrimary,
    boolean alignsGroups,
    boolean growsUnschedulable,
    boolean provisions) {

  /// None of it: interfaces are made where the primary one is.
  public static final Care NONE = new Care(false, false, false, false, true);
}
