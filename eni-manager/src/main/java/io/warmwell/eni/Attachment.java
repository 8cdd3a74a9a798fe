package io.warmwell.eni;

/// Where an interface is attached. EC2: `NetworkInterfaceAttachment`.
public sealed interface Attachment {

  /// Attached to nothing: EC2's interface status `available`.
  record None() implements Attachment {}

  /// On its way to, at, or on its way from an instance.
  ///
  /// @param id EC2's attachment id, `eni-attach-…`
  /// @param instanceId the instance it is attached to
  /// @param deviceIndex its device index on the network card, 0 for the primary interface
  /// @param networkCard index of the network card, 0 for the default one
  /// @param deleteOnTermination whether EC2 deletes the interface with the instance
  record To(
      String id,
      String instanceId,
      int deviceIndex,
      int networkCard,
      Status status,
      boolean deleteOnTermination)
      implements Attachment {

    /// The same a step further.
    public To with(Status changed) {
      return new To(id, instanceId, deviceIndex, networkCard, changed, deleteOnTermination);
    }
  }

  /// EC2's attachment status.
  enum Status {
    ATTACHING,
    ATTACHED,
    DETACHING,
    DETACHED
  }
}
