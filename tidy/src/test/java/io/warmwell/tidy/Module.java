package io.warmwell.tidy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The modules and the arrows between them; there are no others.
enum Module {
  INET("inet"),
  POOL("pool", INET),
  PREFIX_DELEGATION("prefix", INET, POOL),
  CONFIG("config", INET, POOL),
  NETLINK("netlink", INET),
  CNI_BINARY("cni", INET, POOL, NETLINK),
  ENI_MANAGER("eni", INET, POOL),
  IPAMD("ipamd", INET, POOL, PREFIX_DELEGATION, CONFIG, ENI_MANAGER, CNI_BINARY, NETLINK),
  SIMULATOR(
      "simulator", INET, POOL, PREFIX_DELEGATION, CONFIG, ENI_MANAGER, CNI_BINARY, NETLINK, IPAMD),
  CLI(
      "cli",
      INET,
      POOL,
      PREFIX_DELEGATION,
      CONFIG,
      ENI_MANAGER,
      CNI_BINARY,
      NETLINK,
      IPAMD,
      SIMULATOR),
  BENCH(
      "bench",
      INET,
      POOL,
      PREFIX_DELEGATION,
      CONFIG,
      ENI_MANAGER,
      CNI_BINARY,
      NETLINK,
      IPAMD,
      SIMULATOR,
      CLI);

  /// What the edges may know of the pool: its words, not its decisions.
  private static final Set<String> POOL_VALUES =
      Set.of("Attachment", "AttachmentKey", "EniId", "InterfaceLimits", "PodName", "SubnetId");

  private final String topPackage;

  // List.of copies and never changes, which Error Prone cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Module> needs;

  Module(String topPackage, Module... needs) {
    this.topPackage = topPackage;
    this.needs = List.of(needs);
  }

  String packages() {
    return "io.warmwell." + topPackage + "..";
  }

  /// Whether a class of ours is one of this module's.
  boolean owns(JavaClass type) {
    var root = "io.warmwell." + topPackage;
    return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
  }

  /// Classes of ours that this module must not know.
  DescribedPredicate<JavaClass> strangers() {
    return DescribedPredicate.describe(
        "classes of ours that " + this + " has no arrow to",
        type -> isOurs(type) && !mayUse(type.getBaseComponentType()));
  }

  private boolean mayUse(JavaClass type) {
    return owns(type)
        || needs.stream()
            .anyMatch(module -> module.owns(type) && (!knowsWordsOnly(module) || isWord(type)));
  }

  private boolean knowsWordsOnly(Module needed) {
    return needed == POOL && Stream.of(CNI_BINARY, ENI_MANAGER).anyMatch(edge -> edge == this);
  }

  private static boolean isWord(JavaClass type) {
    return POOL_VALUES.contains(type.getSimpleName())
        || type.getEnclosingClass().map(Module::isWord).orElse(false);
  }

  static boolean isOurs(JavaClass type) {
    return type.getBaseComponentType().getPackageName().startsWith("io.warmwell.");
  }

  static boolean anyOwns(JavaClass type) {
    return Arrays.stream(values()).anyMatch(module -> module.owns(type));
  }
}
