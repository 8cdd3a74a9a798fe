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
        {"map": {"family": "inet", "name": "interface_of_group", "table": "warmwell",
          "type": "devgroup", "handle": 1, "map": "verdict",
          "elem": [[1465319424, {"goto": {"target": "interface_0"}}],
                   [1465319425, {"goto": {"target": "interface_1"}}]]}},
        {"chain": {"family": "inet", "table": "warmwell", "name": "prerouting", "handle": 2,
          "type": "filter", "hook": "prerouting", "prio": -150, "policy": "accept"}},
        {"chain": {"family": "inet", "table": "warmwell", "name": "interface_1", "handle": 4}},
        {"chain": {"family": "inet", "table": "warmwell", "name": "interface_0", "handle": 7}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "prerouting", "handle": 3,
          "expr": [{"vmap": {"key": {"meta": {"key": "iifgroup"}}, "data": "@interface_of_group"}}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "interface_1", "handle": 5,
          "expr": [{"match": {"op": "=="}}, {"drop": null}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "interface_1", "handle": 6,
          "expr": [{"mangle": {"key": {"meta": {"key": "mark"}}}}]}},
        {"rule": {"family": "inet", "table": "warmwell", "chain": "interface_0", "handle": 8,
          "expr": [{"match": {"op": "=="}}, {"drop": null}]}}]}
      """;

  @Test
  void whatMarkRulesMadeIsWhole() {
    var table = MarkTable.read(LISTING);

    assertThat(table.missing()).isEmpty();
    assertThat(table.missing(0)).isEmpty();
    assertThat(table.missing(1)).isEmpty();
  }

  @Test
  void anInterfaceThatWasNeverAddedIsMissing() {
    assertThat(MarkTable.read(LISTING).missing(2))
        .containsExactly("nftables map interface_of_group does not lead 1465319426 to interface_2");
  }

  @Test
  void aGroupThatLeadsToAnotherChainIsMissing() {
    var crossed =
        LISTING.replace(
            "1465319425, {\"goto\": {\"target\": \"interface_1\"",
            "1465319425, {\"goto\": {\"target\": \"interface_0\"");

    assertThat(MarkTable.read(crossed).missing(1)).hasSize(1);
    assertThat(MarkTable.read(crossed).missing(0)).isEmpty();
  }

  @Test
  void aChainThatLostItsMarkIsMissing() {
    var emptied = LISTING.replace("\"chain\": \"interface_1\", \"handle\": 6", "\"chain\": \"x\"");

    assertThat(MarkTable.read(emptied).missing(1))
        .containsExactly("nftables chain interface_1 has lost rules");
  }

  @Test
  void aHookThatIsGoneOrLooksElsewhereIsMissing() {
    var unhooked = LISTING.replace("\"hook\": \"prerouting\"", "\"hook\": \"output\"");
    var elsewhere = LISTING.replace("@interface_of_group", "@other");

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
