/// The daemon against LocalStack: an EC2 that shares no line with the simulator.
@NullMarked
package io.warmwell.localstack;

import org.jspecify.annotations.NullMarked;
