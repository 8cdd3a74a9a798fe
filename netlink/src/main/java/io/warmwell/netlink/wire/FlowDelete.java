package io.warmwell.netlink.wire;

/// Has connection tracking forget a flow; ENOENT when it has already. Same as: `conntrack -D` with
/// all that names the flow.
public record FlowDelete(Flow flow) implements Request {

  @Override
  public int type() {
    return Protocol.CTNETLINK | Protocol.IPCTNL_MSG_CT_DELETE;
  }

  @Override
  public int flags() {
    return 0;
  }

  @Override
  public void write(MessageWriter out) {
    out.u8(Protocol.number(flow.source().family())).u8(0).u16(0);
    out.attributes(flow.identity());
  }

  @Override
  public String toString() {
    return "conntrack -D --orig-src " + flow.source() + " --reply-src " + flow.answerer();
  }
}
