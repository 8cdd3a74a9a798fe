package io.warmwell.simulator.ec2;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.Collection;
import java.util.stream.Collectors;

/// Every reason for which the simulated EC2 refuses a request, with EC2's own code.
///
/// Source: the error table of the EC2 API reference and messages quoted in public issue reports;
/// where EC2's wording is not known the sentence is ours, the code is not.
final class Refusals {
  private Refusals() {}

  static RefusedException noSuchInterfaces(Collection<EniId> missing) {
    var ids = missing.stream().map(EniId::value).collect(Collectors.joining(", "));
    var subject =
        missing.size() == 1
            ? "The networkInterface ID '" + ids + "' does not exist"
            : "The networkInterface IDs '" + ids + "' do not exist";
    return new RefusedException("InvalidNetworkInterfaceID.NotFound", subject);
  }

  static RefusedException noSuchSubnet(SubnetId id) {
    return new RefusedException(
        "InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist");
  }

  static RefusedException noSuchInstance(String id) {
    return new RefusedException(
        "InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist");
  }

  static RefusedException noSuchAttachment(String id) {
    return new RefusedException(
        "InvalidAttachmentID.NotFound",
        "The networkInterface attachment ID '" + id + "' does not exist");
  }

  static RefusedException noSuchGroup(String id) {
    return new RefusedException(
        "InvalidGroup.NotFound", "The security group '" + id + "' does not exist");
  }

  static RefusedException noSuchInstanceType(String type) {
    return new RefusedException(
        "InvalidInstanceType",
        "The following supplied instance types do not exist: [" + type + "]");
  }

  static RefusedException notRunning(String instanceId) {
    return new RefusedException(
        "IncorrectState", "Instance '" + instanceId + "' is not in a valid state: not running");
  }

  static RefusedException midTransition(EniId eni, String status) {
    return new RefusedException(
        "IncorrectState", "The attachment of interface " + eni + " is " + status);
  }

  static RefusedException attachedElsewhere(EniId eni) {
    return new RefusedException("InvalidNetworkInterface.InUse", "Interface: " + eni + " in use.");
  }

  static RefusedException deleteWhileInUse(EniId eni) {
    return new RefusedException(
        "InvalidParameterValue", "Network interface '" + eni + "' is currently in use.");
  }

  static RefusedException deviceInUse(String instanceId, Slot slot) {
    return new RefusedException(
        "InvalidParameterValue",
        "Instance '" + instanceId + "' already has an interface attached at " + slot + ".");
  }

  static RefusedException primaryDetach(EniId eni) {
    return new RefusedException(
        "OperationNotPermitted",
        "The network interface " + eni + " at device index 0 cannot be detached.");
  }

  static RefusedException interfacesFull(int count, String type) {
    return new RefusedException(
        "AttachmentLimitExceeded", "Interface count " + count + " exceeds the limit for " + type);
  }

  static RefusedException tooManyAddressesToAttach(int count, String type) {
    return new RefusedException(
        "InvalidInterface.IpAddressLimitExceeded",
        "Address count " + count + " on interface exceeds the limit for " + type);
  }

  static RefusedException addressesFull() {
    return new RefusedException(
        "PrivateIpAddressLimitExceeded", "Number of private addresses will exceed limit.");
  }

  static RefusedException prefixesUnsupported(String type) {
    return new RefusedException(
        "UnsupportedOperation", "Prefix delegation is not supported by " + type);
  }

  static RefusedException subnetExhausted(SubnetId subnet) {
    return new RefusedException(
        "InsufficientFreeAddressesInSubnet",
        "There are not enough free addresses in subnet '" + subnet + "' to satisfy the request.");
  }

  static RefusedException noFreePrefix() {
    return new RefusedException(
        "InsufficientCidrBlocks",
        "The specified subnet does not have enough free cidr blocks to satisfy the request.");
  }

  static RefusedException noFreePrefixAtCreation() {
    return invalid("There aren't sufficient free Ipv4 addresses or prefixes");
  }

  static RefusedException taken(Ipv4Prefix block) {
    return new RefusedException(
        "InvalidIPAddress.InUse", "The specified address " + block + " is already in use.");
  }

  static RefusedException mismatchedToken() {
    return new RefusedException(
        "IdempotentParameterMismatch",
        "The client token was used before with different parameters.");
  }

  static RefusedException noSuchAction(String action) {
    return new RefusedException(
        "InvalidAction", "The action " + action + " is not valid for this web service.");
  }

  static RefusedException unknownParameter(String name) {
    return new RefusedException("UnknownParameter", "The parameter " + name + " is not recognized");
  }

  static RefusedException missing(String name) {
    return new RefusedException(
        "MissingParameter", "The request must contain the parameter " + name);
  }

  static RefusedException combination(String message) {
    return new RefusedException("InvalidParameterCombination", message);
  }

  static RefusedException invalid(String message) {
    return new RefusedException("InvalidParameterValue", message);
  }

  static RefusedException unsupported(String message) {
    return new RefusedException("UnsupportedOperation", message);
  }

  static RefusedException malformed(String kind, String id) {
    return new RefusedException("Invalid" + kind + "ID.Malformed", "Invalid id: \"" + id + "\"");
  }
}
