/// `warmwell demo`: two nodes, 85 pods, every pair pinged, and nothing left behind.
@NullMarked
package io.warmwell.cli.demo;

import org.jspecify.annotations.NullMarked;
