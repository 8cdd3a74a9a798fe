/// What the EC2 port promises, asked of every EC2 there is.
@NullMarked
package io.warmwell.contract;

import org.jspecify.annotations.NullMarked;
