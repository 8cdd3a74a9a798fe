package io.warmwell.cni.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableListingTest {
  private static final String TABLE = "{\"table\": {\"name\": \"warmwell\", \"handle\": 7}}";
  private static final String MAP =
      "{\"map\": {\"name\": \"groups\", \"handle\": 1, \"elem\": [[2, \"b\"], [1, \"a\"]]}}";
  private static final String CHAIN = "{\"chain\": {\"name\": \"pods\", \"handle\": 2}}";
  private static final String DROP =
      "{\"rule\": {\"chain\": \"pods\", \"handle\": 3, \"expr\": [{\"drop\": null}]}}";
  private static final String ACCEPT =
      "{\"rule\": {\"chain\": \"pods\", \"handle\": 4, \"expr\": [{\"accept\": null}]}}";

  @Test
  void theSameTableMadeAtAnotherTimeIsTheSame() {
    var other =
        listing(
            TABLE.replace("7", "9"),
            CHAIN.replace("2", "8"),
            DROP.replace("3", "11"),
            ACCEPT.replace("4", "12"),
            "{\"map\": {\"name\": \"groups\", \"handle\": 5, \"elem\": [[1, \"a\"], [2, \"b\"]]}}");

    assertThat(other.differences(listing(TABLE, MAP, CHAIN, DROP, ACCEPT))).isEmpty();
  }

  @Test
  void whatDiffersIsNamed() {
    var whole = listing(TABLE, MAP, CHAIN, DROP, ACCEPT);

    assertThat(listing(TABLE, MAP, CHAIN, ACCEPT, DROP).differences(whole))
        .containsExactly("chain pods");
    assertThat(listing(TABLE, MAP.replace("[1, \"a\"]", "[1, \"c\"]"), CHAIN).differences(whole))
        .containsExactly("chain pods", "map groups");
    assertThat(TableListing.ABSENT.differences(whole))
        .containsExactly("chain pods", "map groups", "table warmwell");
  }

  @Test
  void whatACounterHasCountedIsNoDifference() {
    var counter = "{\"counter\": {\"name\": \"spoofed\", \"handle\": 3, \"packets\": %d}}";

    assertThat(
            listing(TABLE, counter.formatted(1)).differences(listing(TABLE, counter.formatted(2))))
        .isEmpty();
    assertThat(listing(TABLE).differences(listing(TABLE, counter.formatted(2))))
        .containsExactly("counter spoofed");
  }

  @Test
  void rulesAreCountedByChain() {
    assertThat(listing(TABLE, CHAIN, DROP, ACCEPT).rulesByChain()).containsEntry("pods", 2);
  }

  @Test
  void commandsTellHowManyRulesTheyLeaveInWhichChain() {
    var commands =
        new PacketRules(Egress.PLAIN)
            .whole(List.of(Ipv4Prefix.parse("10.0.0.0/16")), List.of(0, 1));

    assertThat(PacketTable.rulesByChain(commands))
        .containsEntry("pods", 1)
        .containsEntry("pods_0", 3)
        .containsEntry("pods_1", 3)
        .containsEntry("leave_1", 1)
        .doesNotContainKeys("arrivals", "translation", "arrivals_1");
  }

  private static TableListing listing(String... objects) {
    return TableListing.read("{\"nftables\": [" + String.join(",", objects) + "]}");
  }
}
