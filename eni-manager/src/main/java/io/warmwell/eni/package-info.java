/// The life of an ENI over a narrow EC2 port, and what can go wrong with it.
@NullMarked
package io.warmwell.eni;

import org.jspecify.annotations.NullMarked;
