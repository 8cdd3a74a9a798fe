package io.warmwell.simulator.ec2;

import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;

/// A subnet at one moment.
///
/// @param freeAddresses how many addresses nobody has, those EC2 keeps for itself not among them
public record SubnetView(SubnetConfiguration configuration, int freeAddresses) {}
