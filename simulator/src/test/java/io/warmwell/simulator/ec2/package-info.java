/// Tests of the simulated EC2, in process, through the AWS SDK and through plain HTTP.
@NullMarked
package io.warmwell.simulator.ec2;

import org.jspecify.annotations.NullMarked;
