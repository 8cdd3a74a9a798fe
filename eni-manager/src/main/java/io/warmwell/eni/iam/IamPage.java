package io.warmwell.eni.iam;

import java.util.Optional;
import java.util.stream.Collectors;

/// Writes `docs/iam.md`: what the daemon must be allowed to do, and why.
public final class IamPage {
  private static final String CLUSTER = "production";
  private static final String VPC = "vpc-0123456789abcdef0";

  private static final String INTRODUCTION =
      """
      # Permissions

      What the daemon's role must be allowed to do. This page is written from the list that the code and `warmwell doctor
      --permissions` use (`make docs`); a call that is not on the list does not pass the build, nor does an entry that nothing
      calls. `warmwell iam-policy` prints the policy for your cluster:

      ```
      warmwell iam-policy --cluster production --vpc vpc-0123456789abcdef0 >policy.json
      aws iam create-policy --policy-name warmwell --policy-document file://policy.json
      ```

      | action | what for | allowed on |
      |---|---|---|
      """;

  private static final String EXPLANATION =
      """

      IPv4 needs all but `ec2:AssignIpv6Addresses`. With IPv6 alone the daemon makes no interface and needs the describes and
      `ec2:AssignIpv6Addresses`. Secondary addresses and /28 prefixes (ENABLE_PREFIX_DELEGATION) need the same. Where the role
      comes from does not matter: instance profile, IRSA or Pod Identity.

      ## What the conditions do

      - **Our tag** is `node.k8s.amazonaws.com/instance_id`, which every interface gets in the call that makes it, or with
        `--cluster` the tag `cluster.k8s.amazonaws.com/name` with that name; for that the daemon must know the name (CLUSTER_NAME).
        Interfaces without it are neither attached nor detached nor deleted, whatever the daemon believes: those that somebody
        else attached, and those that the AWS VPC CNI or this daemon made before CLUSTER_NAME was set, stay until their node goes.
      - **Addresses of any interface**, because the primary one is made with the instance and carries no tag of ours. `--vpc`
        limits this to the VPC, and creation, too.
      - **Tags** are set in the call that makes an interface (`ec2:CreateAction`), and later on interfaces that have our tag: nobody
        can tag somebody else's interface to make it ours. Of those (MANAGE_UNTAGGED_ENI) the daemon gives pods addresses, and
        logs that it may not tag them.
      - **The calling instance only** (`--instance-profile`): attaching, detaching and changing attachments is limited to the
        instance whose credentials are used. EC2 knows that instance for credentials of an instance profile only; with IRSA or Pod
        Identity this denies everything.

      None of this has met IAM itself yet: actions, resources and conditions are those that AWS documents.

      ## What a denial looks like

      An ADD that needs what is denied is refused with the action's name, what AWS said, and what to do; the daemon logs the same.
      It tries again every half minute to two minutes, so that nothing has to be restarted once the role is right.
      `warmwell doctor --permissions`, on the node, tries every action: by a dry run, or where EC2 has none (assigning and
      unassigning) by asking for a prefix that is nobody's. Where a policy asks for our tag and the node has no interface of ours
      yet, it cannot tell, and says so.

      """;

  private IamPage() {}

  /// The page.
  public static String markdown() {
    var rows =
        Ec2Action.of(Families.DUAL).stream().map(IamPage::row).collect(Collectors.joining("\n"));
    var limited = new Scope("aws", "*", "*", Optional.of(CLUSTER), Optional.of(VPC), false);
    return INTRODUCTION
        + rows
        + "\n"
        + EXPLANATION
        + section("IPv4: `warmwell iam-policy`", Families.IPV4, Scope.EVERYWHERE)
        + section(
            "IPv4, limited: `warmwell iam-policy --cluster %s --vpc %s`".formatted(CLUSTER, VPC),
            Families.IPV4,
            limited)
        + section(
            "Both families: `warmwell iam-policy --ip-family dual`",
            Families.DUAL,
            Scope.EVERYWHERE)
        + section(
                "IPv6 alone: `warmwell iam-policy --ip-family ipv6`",
                Families.IPV6,
                Scope.EVERYWHERE)
            .stripTrailing()
        + "\n";
  }

  private static String row(Ec2Action action) {
    var reaches = action.reaches().stream().map(Reach::words).collect(Collectors.joining("; "));
    return "| `%s` | %s | %s |".formatted(action.permission(), action.purpose(), reaches);
  }

  private static String section(String title, Families families, Scope scope) {
    return "## %s\n\n```json\n%s```\n\n".formatted(title, IamPolicy.of(families, scope).json());
  }
}
