/// The EC2 port on the AWS SDK for Java.
@NullMarked
package io.warmwell.eni.aws;

import org.jspecify.annotations.NullMarked;
