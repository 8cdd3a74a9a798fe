package io.warmwell.contract;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A promise of EC2's that an emulator is known not to keep, and what it does instead.
///
/// The contract asserts each, and fails where one is no longer seen. `docs/ec2.md` lists them.
public enum Divergence {
  PREFIXES_IGNORED(
      "Prefixes, at creation, added, named or taken away",
      "are not known: the call succeeds and nothing happens"),
  IPV6_PREFIXES_IGNORED(
      "IPv6 prefixes",
      "are not known: the call succeeds without one, also in a subnet without IPv6"),
  ADDRESSES_AT_RANDOM(
      "Addresses of EC2's choice",
      "are drawn at random: those that EC2 keeps come up, and the same one twice"),
  EVERY_ADDRESS_ANSWERED(
      "An assignment's answer",
      "lists every address of the interface, its primary one too, not only the new ones"),
  TAKEN_ADDRESSES_GIVEN(
      "An address that somebody else has", "is given to whoever names it, reassignment or not"),
  ANYTHING_TAKEN_AWAY(
      "Taking away the primary address, or one that the interface does not have", "succeeds"),
  LIMITS_IGNORED(
      "The instance type's limits of interfaces and addresses", "are told and not enforced"),
  SUBNETS_NEVER_FULL(
      "A subnet without a free address", "gives more; the count of free ones falls below zero"),
  CLIENT_TOKENS_IGNORED("The same client token", "makes another interface each time"),
  ATTACHED_AT_ONCE("Attaching", "takes no time: there is no state `attaching`"),
  DETACHED_AT_ONCE("Detaching", "takes no time: there is no state `detaching`"),
  ATTACHED_AGAIN("An interface that is attached", "can be attached once more, elsewhere"),
  DEVICES_SHARED("A device index that is taken", "takes another interface"),
  ATTACHED_DELETED("An attached interface", "can be deleted"),
  OUTLIVING_INSTANCES("DeleteOnTermination", "is accepted and not kept"),
  ATTACHED_TO_THE_DEAD("An interface that outlives its instance", "stays attached to it"),
  NOTHING_TAGGED("Tags for what does not exist", "are taken"),
  UNKNOWN_GROUPS_TAKEN(
      "A security group that does not exist", "is taken, and told of by no describe"),
  TRUNKS_ORDINARY("An interface of type trunk", "is an ordinary one"),
  MACS_MALFORMED(
      "MAC addresses",
      "have three decimal numbers, each followed by `02x`, where hexadecimal ones belong; what"
          + " talks to LocalStack here reads them so"),
  ONE_PAGE("MaxResults", "is ignored: every answer is one page"),
  FILTERS_UNKNOWN(
      "A filter that it does not know, for example by device index",
      "is an internal error, not a refusal");

  private final String subject;
  private final String instead;

  Divergence(String subject, String instead) {
    this.subject = subject;
    this.instead = instead;
  }

  /// All of them as a table in Markdown.
  static String table() {
    return Arrays.stream(values())
        .map(it -> "| `%s` | %s | %s |\n".formatted(it, it.subject, it.instead))
        .collect(Collectors.joining("", "| name | what | in LocalStack |\n|---|---|---|\n", ""));
  }
}
