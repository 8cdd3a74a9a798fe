/// The whole path, end to end: the shim, the daemon, the AWS SDK, the kernel, and a VPC that
/// punishes wrong routes.
@NullMarked
package io.warmwell.e2e;

import org.jspecify.annotations.NullMarked;
