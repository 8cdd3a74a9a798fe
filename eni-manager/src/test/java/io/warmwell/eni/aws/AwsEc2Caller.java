package io.warmwell.eni.aws;

import io.warmwell.pool.EniId;

/// A process that deletes one interface with nothing but its environment to go by.
final class AwsEc2Caller {

  private AwsEc2Caller() {}

  public static void main(String[] arguments) {
    try (var ec2 = AwsEc2.connect("eu-west-1", "warmwell/test")) {
      ec2.delete(new EniId(arguments[0]));
    }
  }
}
