package io.warmwell.netlink.wire;

/// Adds or deletes a policy rule. Same as: `ip rule VERB …`.
///
/// The kernel knows no replace: without EXCL it would make a duplicate.
public record RuleChange(Verb verb, Rule rule) implements Request {

  /// @throws IllegalArgumentException if the verb is [Verb#REPLACE] or the rule has more to it than
  ///   can be written
  public RuleChange {
    if (verb == Verb.REPLACE || rule.hasMore()) {
      throw new IllegalArgumentException("cannot " + verb + " a rule: " + rule);
    }
  }

  @Override
  public int type() {
    return verb.type(Protocol.RTM_NEWRULE);
  }

  @Override
  public int flags() {
    return verb.flags();
  }

  @Override
  public void write(MessageWriter out) {
    out.u8(Protocol.number(rule.source().family())).u8(0).u8(rule.source().length()).u8(0);
    out.u8(Protocol.RT_TABLE_UNSPEC)
        .u8(0)
        .u8(0)
        .u8(verb == Verb.DELETE ? 0 : Protocol.FR_ACT_TO_TBL);
    out.u32(0);
    out.number(Protocol.FRA_PRIORITY, rule.priority());
    if (rule.source().length() > 0) {
      out.bytes(Protocol.FRA_SRC, rule.source().base().bytes());
    }
    if (rule.mask() != 0) {
      out.number(Protocol.FRA_FWMARK, rule.mark());
      out.number(Protocol.FRA_FWMASK, rule.mask());
    }
    out.number(Protocol.FRA_TABLE, rule.table());
  }

  @Override
  public String toString() {
    return "rule " + verb + " " + rule;
  }
}
