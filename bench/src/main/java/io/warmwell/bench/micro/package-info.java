/// What the daemon computes during one ADD, measured by JMH.
@NullMarked
package io.warmwell.bench.micro;

import org.jspecify.annotations.NullMarked;
