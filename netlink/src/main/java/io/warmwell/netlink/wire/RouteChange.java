package io.warmwell.netlink.wire;

/// Adds, replaces or deletes a route. Same as: `ip route VERB DESTINATION … table TABLE`.
///
/// @param route to a device with its index
public record RouteChange(Verb verb, Route route) implements Request {

  /// @throws IllegalArgumentException if the route's target is [Route.Target.Other] and it is not
  ///   to be deleted
  public RouteChange {
    if (route.target() instanceof Route.Target.Other && verb != Verb.DELETE) {
      throw new IllegalArgumentException("only routes to a link or a gateway: " + route);
    }
  }

  @Override
  public int type() {
    return verb.type(Protocol.RTM_NEWROUTE);
  }

  @Override
  public int flags() {
    return verb.flags();
  }

  @Override
  public void write(MessageWriter out) {
    out.u8(Protocol.number(route.destination().family()))
        .u8(route.destination().length())
        .u8(0)
        .u8(0);
    out.u8(Protocol.RT_TABLE_UNSPEC).u8(verb == Verb.DELETE ? 0 : Protocol.RTPROT_STATIC);
    var onLink = route.target() instanceof Route.Target.OnLink;
    out.u8(scope(onLink)).u8(routeType());
    out.u32(route.target() instanceof Route.Target.Via ? Protocol.RTNH_F_ONLINK : 0);
    if (route.destination().length() > 0) {
      out.bytes(Protocol.RTA_DST, route.destination().base().bytes());
    }
    switch (route.target()) {
      case Route.Target.OnLink(var device) -> writeDevice(out, device);
      case Route.Target.Via(var gateway, var device) ->
          writeDevice(out.bytes(Protocol.RTA_GATEWAY, gateway.bytes()), device);
      case Route.Target.Other _ -> out.number(Protocol.RTA_TABLE, route.table());
    }
  }

  /// Of a route that is deleted the type matters only where it leads nowhere.
  private int routeType() {
    return switch (route.target()) {
      case Route.Target.Other(var type) -> type;
      case Route.Target.OnLink _, Route.Target.Via _ ->
          verb == Verb.DELETE ? 0 : Protocol.RTN_UNICAST;
    };
  }

  private void writeDevice(MessageWriter out, Device device) {
    out.number(Protocol.RTA_TABLE, route.table()).number(Protocol.RTA_OIF, device.index());
  }

  private int scope(boolean onLink) {
    if (verb == Verb.DELETE) {
      return Protocol.RT_SCOPE_NOWHERE;
    }
    return onLink ? Protocol.RT_SCOPE_LINK : Protocol.RT_SCOPE_UNIVERSE;
  }

  @Override
  public String toString() {
    return "route " + verb + " " + route;
  }
}
