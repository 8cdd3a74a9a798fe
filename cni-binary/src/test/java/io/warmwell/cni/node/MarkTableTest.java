package io.warmwell.cni.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/// On what nft 1.0.6 lists for a node with two ENIs.
class MarkTableTest {
  private static final String LISTING =
      """
      {"nftables": [
        {"metainfo": {"version": "1.0.6", "json_schema_version": 1}},
        {"table": {"family": "inet", "name": "warmwell", "handle": 1}},
        {"map": {"family": "inet", "name": "chain_of_group", "table": "warmwell",
          "type": "devgroup", "handle": 1, "map": "verdict",
          "elem": [[1465319424, {"goto": {"target": "pods_0"}}],
                   [1465319425, {"goto": {"target": "pods_1"}}]]}},
        {"chain": {"family": "inet", "table": "warmwell", "name": "pods", "handle": 2,
          "type": "filter", "hook": "prerouting", "prio": -90, "policy": "accept"}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "pods", "handle": 3,
          "expr": [{"vmap": {"key": {"meta": {"key": "iifgroup"}}, "data": "@chain_of_group"}}]}},
        {"chain": {"family": "inet", "table": "warmwell", "name": "pods_1", "handle": 4}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "pods_1", "handle": 5,
          "expr": [{"match": {"op": "=="}}, {"drop": null}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "pods_1", "handle": 11,
          "expr": [{"match": {"op": "!="}}, {"drop": null}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "pods_1", "handle": 6,
          "expr": [{"goto": {"target": "leave_1"}}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "leave_1", "handle": 7,
          "expr": [{"mangle": {"key": {"meta": {"key": "mark"}}}}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "pods_0", "handle": 8,
          "expr": [{"match": {"op": "=="}}, {"drop": null}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "pods_0", "handle": 12,
          "expr": [{"match": {"op": "!="}}, {"drop": null}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "pods_0", "handle": 9,
          "expr": [{"goto": {"target": "leave_0"}}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "leave_0", "handle": 10,
          "expr": [{"accept": null}]}}]}
      """;

  @Test
  void whatPacketRulesMadeIsWhole() {
    var table = MarkTable.read(LISTING);

    assertThat(table.missing()).isEmpty();
    assertThat(table.missing(0)).isEmpty();
    assertThat(table.missing(1)).isEmpty();
  }

  @Test
  void anInterfaceThatWasNeverAddedIsMissing() {
    assertThat(MarkTable.read(LISTING).missing(2))
        .containsExactly("nftables map chain_of_group does not lead 1465319426 to pods_2");
  }

  @Test
  void aGroupThatLeadsToAnotherChainIsMissing() {
    var crossed =
        LISTING.replace(
            "1465319425, {\"goto\": {\"target\": \"pods_1\"",
            "1465319425, {\"goto\": {\"target\": \"pods_0\"");

    assertThat(MarkTable.read(crossed).missing(1)).hasSize(1);
    assertThat(MarkTable.read(crossed).missing(0)).isEmpty();
  }

  @Test
  void aChainThatLostItsMarkIsMissing() {
    var emptied = LISTING.replace("\"chain\": \"leave_1\"", "\"chain\": \"x\"");

    assertThat(MarkTable.read(emptied).missing(1))
        .containsExactly("nftables chain pods_1 has lost rules");
  }

  @Test
  void aHookThatIsGoneOrLooksElsewhereIsMissing() {
    var unhooked = LISTING.replace("\"hook\": \"prerouting\"", "\"hook\": \"output\"");
    var elsewhere = LISTING.replace("@chain_of_group", "@other");

    assertThat(MarkTable.read(unhooked).missing()).hasSize(1);
    assertThat(MarkTable.read(elsewhere).missing(1)).hasSize(1);
  }

  @Test
  void aTableThatIsGoneIsMissing() {
    assertThat(MarkTable.absent().missing(1)).containsExactly("nftables has no table warmwell");
  }

  @Test
  void anAnswerThatIsNoListingIsAnError() {
    assertThatIllegalStateException().isThrownBy(() -> MarkTable.read("nonsense"));
  }
}
