/// Tests of the policies.
@NullMarked
package io.warmwell.eni.iam;

import org.jspecify.annotations.NullMarked;
