package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One row per error code that EC2 is known to answer with.
final class Ec2FailuresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RequestLimitExceeded | 503 | Request limit exceeded. | Throttled
          Throttling | 400 | Rate exceeded | Throttled
          ThrottlingException | 400 | Rate exceeded | Throttled
          ThrottledException | 400 | Rate exceeded | Throttled
          RequestThrottled | 400 | Rate exceeded | Throttled
          RequestThrottledException | 400 | Rate exceeded | Throttled
          TooManyRequestsException | 400 | Rate exceeded | Throttled
          EC2ThrottledException | 400 | Rate exceeded | Throttled
          SomethingNew | 429 | slow down | Throttled
          InsufficientFreeAddressesInSubnet | 400 | insufficient free addresses | SubnetExhausted
          InsufficientCidrBlocks | 400 | not enough free cidr blocks | SubnetFragmented
          InvalidParameterValue | 400 | There aren't sufficient free Ipv4 addresses or prefixes | SubnetFragmented
          PrivateIpAddressLimitExceeded | 400 | exceeds the limit | LimitReached
          AttachmentLimitExceeded | 400 | Interface count 4 exceeds the limit for m5.large | LimitReached
          InvalidInterface.IpAddressLimitExceeded | 400 | Address count 7 on interface exceeds | LimitReached
          NetworkInterfaceLimitExceeded | 400 | quota | LimitReached
          InvalidNetworkInterfaceID.NotFound | 400 | does not exist | Gone
          InvalidAttachmentID.NotFound | 400 | does not exist | Gone
          InvalidSubnetID.NotFound | 400 | does not exist | Gone
          InvalidGroup.NotFound | 400 | does not exist | Gone
          InvalidInstanceID.NotFound | 400 | does not exist | Gone
          InvalidParameterValue | 400 | Network interface 'eni-1' is currently in use | Busy
          InvalidParameterValue | 400 | Instance 'i-1' already has an interface attached at device index '1'. | Busy
          InvalidNetworkInterface.InUse | 400 | in use | Busy
          InvalidIPAddress.InUse | 400 | in use | Busy
          IncorrectState | 400 | mid-transition | Busy
          IncorrectInstanceState | 400 | not running | Busy
          ConcurrentTagAccess | 400 | simultaneous | Busy
          UnauthorizedOperation | 403 | You are not authorized | Denied
          AccessDenied | 403 | denied | Denied
          AccessDeniedException | 403 | denied | Denied
          AuthFailure | 401 | not able to validate | Denied
          Blocked | 400 | account blocked | Denied
          ExpiredToken | 400 | expired | Denied
          ExpiredTokenException | 400 | expired | Denied
          RequestExpired | 400 | clock | Denied
          IncompleteSignature | 400 | signature | Denied
          InvalidClientTokenId | 403 | token | Denied
          MissingAuthenticationToken | 403 | token | Denied
          OptInRequired | 403 | subscribe | Denied
          PendingVerification | 400 | account | Denied
          SignatureDoesNotMatch | 403 | signature | Denied
          UnrecognizedClientException | 400 | token | Denied
          InvalidParameterValue | 400 | address outside the subnet | Invalid
          InvalidParameter | 400 | bad | Invalid
          InvalidParameterCombination | 400 | bad | Invalid
          InvalidRequest | 400 | bad | Invalid
          MissingParameter | 400 | bad | Invalid
          UnknownParameter | 400 | bad | Invalid
          ValidationError | 400 | bad | Invalid
          InvalidAction | 400 | bad | Invalid
          InvalidFilter | 400 | bad | Invalid
          FilterLimitExceeded | 400 | bad | Invalid
          InvalidInstanceType | 400 | bad | Invalid
          InvalidNetworkInterfaceId.Malformed | 400 | bad | Invalid
          IdempotentParameterMismatch | 400 | same token | Invalid
          OperationNotPermitted | 400 | device 0 | Invalid
          SecurityGroupsPerInterfaceLimitExceeded | 400 | groups | Invalid
          TagLimitExceeded | 400 | tags | Invalid
          UnsupportedOperation | 400 | bad | Invalid
          DryRunOperation | 412 | would have succeeded | Invalid
          InternalError | 500 | fault | Ambiguous
          InternalFailure | 500 | fault | Ambiguous
          Unavailable | 503 | fault | Ambiguous
          ServiceUnavailable | 503 | fault | Ambiguous
          NeverSeenBefore | 400 | surprise | Ambiguous
          """)
  void everyCodeHasAMeaning(String code, int httpStatus, String message, String meaning) {
    var failure = Ec2Failures.classify(code, message, httpStatus);

    assertThat(failure.getClass().getSimpleName()).isEqualTo(meaning);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.message()).isEqualTo(message);
  }
}
