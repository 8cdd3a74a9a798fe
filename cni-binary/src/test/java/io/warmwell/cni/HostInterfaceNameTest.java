package io.warmwell.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import org.junit.jupiter.api.Test;

class HostInterfaceNameTest {
  private static final AttachmentKey ETH0 = new AttachmentKey("net", "abc", "eth0");
  private static final PodName NO_POD = new PodName("", "");

  @Test
  void aPodsNameIsTheOneThatPolicyAgentsExpect() {
    // pkg/networkutils/names_test.go of the AWS VPC CNI.
    assertThat(
            HostInterfaceName.of(
                "eni", new PodName("kube-system", "coredns-57ff979f67-qqbdh"), ETH0))
        .isEqualTo("enib5faff8a083");
    assertThat(HostInterfaceName.of("eni", new PodName("default", "sample-pod"), ETH0))
        .isEqualTo("enicc21c2d7785");
  }

  @Test
  void aSecondInterfaceOfAPodHasANameOfItsOwn() {
    var pod = new PodName("default", "sample-pod");

    assertThat(HostInterfaceName.of("eni", pod, new AttachmentKey("net", "abc", "net1")))
        .isNotEqualTo(HostInterfaceName.of("eni", pod, ETH0));
  }

  @Test
  void aContainerThatIsNoPodIsNamedAfterItsId() {
    var other = new AttachmentKey("net", "abd", "eth0");

    assertThat(HostInterfaceName.of("eni", NO_POD, ETH0))
        .isEqualTo("enia9993e36470") // SHA-1("abc"), FIPS 180
        .isNotEqualTo(HostInterfaceName.of("eni", NO_POD, other));
  }

  @Test
  void aNameThatTheKernelCannotHoldIsRefused() {
    assertThatThrownBy(() -> HostInterfaceName.of("enisx", NO_POD, ETH0))
        .hasMessage("host interface prefix has 1 to 4 bytes: 'enisx'");
    assertThat(HostInterfaceName.of("vlan", NO_POD, ETH0)).hasSize(15);
  }
}
