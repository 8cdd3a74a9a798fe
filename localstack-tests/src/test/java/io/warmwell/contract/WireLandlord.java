package io.warmwell.contract;

import software.amazon.awssdk.services.ec2.Ec2Client;

/// A landlord whose EC2 is reached through the AWS SDK.
interface WireLandlord extends Landlord {

  /// The client that the port under test calls.
  Ec2Client client();
}
