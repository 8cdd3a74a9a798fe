package io.warmwell.ipamd.kubernetes;

import io.warmwell.ipamd.birth.CustomNetworking;
import io.warmwell.ipamd.kubernetes.ApiServer.Following;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where pods of this node are to live, as its Node and the ENIConfig that it names say now.
///
/// Thread-safe. What was known stays when the API server goes away.
public final class NodeNetworking implements CustomNetworking {
  private static final Logger log = LoggerFactory.getLogger(NodeNetworking.class);

  private final String nodeName;
  private final EniConfigName.Keys keys;
  private final Runnable onChange;
  private Known<NodeView> node;
  private Optional<EniConfigName> name = Optional.empty();
  private Known<EniConfig> config = new Known.Unread<>("not asked for yet");
  private Optional<Following> following = Optional.empty();
  private Answer answer;

  /// @param annotation ENI_CONFIG_ANNOTATION_DEF
  /// @param label ENI_CONFIG_LABEL_DEF
  /// @param onChange is called when [#wanted] answers something else
  public NodeNetworking(String nodeName, String annotation, String label, Runnable onChange) {
    this.nodeName = nodeName;
    this.keys = new EniConfigName.Keys(annotation, label);
    this.onChange = onChange;
    this.node = new Known.Unread<>("it has not answered yet");
    this.answer = judged();
  }

  @Override
  public synchronized Answer wanted() {
    return answer;
  }

  /// The Node has been read, or could not be.
  ///
  /// @param server where its ENIConfig is
  public void node(Known<NodeView> seen, ApiServer server) {
    change(() -> takeNode(seen, server));
  }

  private void takeNode(Known<NodeView> seen, ApiServer server) {
    node = seen;
    if (seen instanceof Known.Present<NodeView>(NodeView there)) {
      var chosen = EniConfigName.of(there, keys);
      var isOther = !name.map(EniConfigName::value).equals(Optional.of(chosen.value()));
      name = Optional.of(chosen);
      if (isOther) {
        follow(chosen, server);
      }
    }
  }

  private void follow(EniConfigName chosen, ApiServer server) {
    following.ifPresent(Following::close);
    config = new Known.Unread<>("it has not been read yet");
    following =
        Optional.of(
            server.followEniConfig(chosen.value(), seen -> takeConfig(chosen.value(), seen)));
  }

  private void takeConfig(String of, Known<EniConfig> seen) {
    change(
        () -> {
          // What comes late is of a name that the node does not have any more.
          if (name.filter(now -> now.value().equals(of)).isPresent()) {
            config = seen;
          }
        });
  }

  private void change(Runnable taking) {
    synchronized (this) {
      taking.run();
      var judged = judged();
      if (judged.equals(answer)) {
        return;
      }
      answer = judged;
      tell(judged);
    }
    onChange.run();
  }

  private Answer judged() {
    return switch (node) {
      case Known.Unread<NodeView>(String trouble) ->
          new Answer.Absent(
              "custom networking needs Node %s from the API server: %s"
                  .formatted(nodeName, trouble));
      case Known.Missing<NodeView>() ->
          new Answer.Absent(
              "custom networking: there is no Node %s; MY_NODE_NAME must be the node's name"
                  .formatted(nodeName));
      case Known.Present<NodeView> _ -> judged(name.orElseThrow());
    };
  }

  private Answer judged(EniConfigName chosen) {
    return switch (config) {
      case Known.Unread<EniConfig>(String trouble) ->
          new Answer.Absent("%s is not known: %s".formatted(chosen, trouble));
      case Known.Missing<EniConfig>() ->
          new Answer.Absent(
              "%s does not exist; create it, or name another one on the node".formatted(chosen));
      case Known.Present<EniConfig>(EniConfig there) ->
          there
              .problem()
              .<Answer>map(
                  wrong -> new Answer.Absent("%s cannot be used: %s".formatted(chosen, wrong)))
              .orElseGet(() -> wanted(chosen, there));
    };
  }

  private static Answer wanted(EniConfigName chosen, EniConfig there) {
    return new Answer.Wanted(
        chosen.toString(),
        there.subnets(),
        there.subnetTags(),
        there.securityGroups(),
        there.groupTags());
  }

  private static void tell(Answer judged) {
    switch (judged) {
      case Answer.Wanted wanted ->
          log.info(
              "new interfaces are wanted as {} says subnets={} subnet-tags={} groups={}"
                  + " group-tags={}",
              wanted.source(),
              wanted.subnets(),
              wanted.subnetTags(),
              wanted.securityGroups(),
              wanted.groupTags());
      case Answer.Absent(String reason) -> log.warn("no interface can be made: {}", reason);
    }
  }
}
