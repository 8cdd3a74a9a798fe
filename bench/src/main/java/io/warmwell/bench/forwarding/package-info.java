/// What a node's kernel forwards between pods, by how many other pods there are.
@NullMarked
package io.warmwell.bench.forwarding;

import org.jspecify.annotations.NullMarked;
