package io.warmwell.eni;

/// Which of an instance's interfaces are the daemon's to use.
///
/// The order in which tags decide is the AWS VPC CNI's: [Interface#NO_MANAGE_TAG] first, by its
/// value, then the instance's own tag, then whether interfaces without it are used. The primary
/// interface always is; a trunk, or what EFA or a service uses, is whoever's who attached it, and
/// so is what is on another network card than the default one.
///
/// @param managesUntagged whether attached interfaces that somebody else made are used, too
public record Ownership(String instanceId, boolean managesUntagged) {

  /// Whether pods may have addresses of an interface, and the daemon may change it.
  public boolean isManaged(Interface eni) {
    var otherCard = eni.attachment() instanceof Attachment.To to && to.networkCard() != 0;
    return eni.isPrimary()
        || (eni.type() == Interface.Type.INTERFACE && !otherCard && isManagedByTags(eni));
  }

  private boolean isManagedByTags(Interface eni) {
    var noManage = eni.tags().get(Interface.NO_MANAGE_TAG);
    return noManage == null
        ? managesUntagged || instanceId.equals(eni.tags().get(Interface.INSTANCE_TAG))
        : !noManage.equals("true");
  }
}
