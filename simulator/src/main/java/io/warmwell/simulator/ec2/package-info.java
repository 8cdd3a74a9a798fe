/// EC2 as a strict, seeded state machine, its query API over HTTP, and the instance metadata
/// service.
@NullMarked
package io.warmwell.simulator.ec2;

import org.jspecify.annotations.NullMarked;
