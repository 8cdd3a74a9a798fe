package io.warmwell.cni.node;

import static io.warmwell.cni.node.NodeLayout.NFT_TABLE;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.netlink.Nftables;
import io.warmwell.netlink.NftablesException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our nftables table: what it shall be, and whether it is.
///
/// Confined to one thread at a time. nft rewrites what it is told, in each version another way;
/// whether somebody else has changed the table is therefore seen by comparing its listing with the
/// one right after it was filled.
final class PacketTable {
  private static final Logger LOG = LoggerFactory.getLogger(PacketTable.class);
  private static final Pattern CHAIN_COMMAND =
      Pattern.compile("(?m)^(add|flush|delete) (chain|rule) inet " + NFT_TABLE + " (\\S+)");

  /// Deleting the table in the transaction that makes it anew costs packets nothing but a moment in
  /// which the kernel goes from one to the other chain by chain: only where filling the chains that
  /// are there does not do.
  private static final String CLEAR =
      "add table inet %1$s\ndelete table inet %1$s\n".formatted(NFT_TABLE);

  /// Somebody who changes the table each time before it is listed is told of after so many times.
  private static final int FILLINGS_MAX = 3;

  private final Nftables nftables;
  private final Set<Integer> devices = new TreeSet<>();
  private PacketRules rules = new PacketRules(Egress.PLAIN);
  private List<Ipv4Prefix> vpc = List.of();

  /// The listing when it was filled; unknown since we have changed it ourselves.
  private Optional<TableListing> filled = Optional.empty();

  private int fillings;

  PacketTable(Nftables nftables) {
    this.nftables = nftables;
  }

  void setUp(Egress egress, List<Ipv4Prefix> cidrs) {
    rules = new PacketRules(egress);
    vpc = List.copyOf(cidrs);
    change(rules.setUp() + rules.inside(vpc));
  }

  void vpc(List<Ipv4Prefix> cidrs) {
    vpc = List.copyOf(cidrs);
    change(rules.inside(vpc));
  }

  void add(int deviceIndex) {
    devices.add(deviceIndex);
    change(rules.add(deviceIndex));
  }

  void remove(int deviceIndex) {
    devices.remove(deviceIndex);
    change(rules.remove(deviceIndex));
  }

  /// What somebody else has changed.
  Optional<Repair.FillTable> drift() {
    if (filled.isEmpty() && fillings < FILLINGS_MAX) {
      fillings++;
      fill();
      return Optional.empty();
    }
    if (filled.isEmpty()) {
      return Optional.of(new Repair.FillTable("changed while it was filled"));
    }
    var present = list();
    var differences = present.differences(filled.get());
    if (present.parts().isEmpty()) {
      return Optional.of(new Repair.FillTable("missing"));
    }
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(new Repair.FillTable("changed: " + String.join(", ", differences)));
  }

  /// Makes it whole in one transaction, which no packet sees a part of.
  void fill() {
    var commands = rules.whole(vpc, devices);
    try {
      nftables.apply(commands);
    } catch (NftablesException e) {
      LOG.debug("nftables table cannot be filled as it is, making it anew", e);
    }
    var present = list();
    if (!isRight(present, commands)) {
      nftables.apply(CLEAR + commands);
      present = list();
    }
    if (isRight(present, commands)) {
      filled = Optional.of(present);
    }
  }

  private boolean isRight(TableListing present, String commands) {
    return filled
        .map(before -> before.differences(present).isEmpty())
        .orElseGet(() -> present.rulesByChain().equals(rulesByChain(commands)));
  }

  /// Carries out what leads from the state before to the one that shall be now; if that state was
  /// not there, the whole is made.
  private void change(String commands) {
    filled = Optional.empty();
    fillings = 0;
    try {
      nftables.apply(commands);
    } catch (NftablesException e) {
      LOG.warn("nftables table is not as it was left and is made anew: {}", e.getMessage());
      nftables.apply(CLEAR + rules.whole(vpc, devices));
    }
  }

  private TableListing list() {
    return nftables.find(MarkTable.LIST).map(TableListing::read).orElse(TableListing.ABSENT);
  }

  /// How many rules each chain has after these commands.
  static Map<String, Integer> rulesByChain(String commands) {
    var chains = new HashMap<String, Integer>();
    var found = CHAIN_COMMAND.matcher(commands);
    while (found.find()) {
      var chain = found.group(3);
      switch (found.group(1) + " " + found.group(2)) {
        case "add chain" -> chains.putIfAbsent(chain, 0);
        case "flush chain" -> chains.put(chain, 0);
        case "delete chain" -> chains.remove(chain);
        case "add rule" -> chains.merge(chain, 1, Integer::sum);
        default -> throw new IllegalArgumentException("unknown command: " + found.group());
      }
    }
    return chains;
  }
}
