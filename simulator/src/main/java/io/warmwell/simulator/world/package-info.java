/// A small world to run the real daemon in: EC2, metadata, a VPC, nodes, and a kubelet for each.
@NullMarked
package io.warmwell.simulator.world;

import org.jspecify.annotations.NullMarked;
