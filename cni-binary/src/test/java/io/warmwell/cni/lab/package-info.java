/// A network of namespaces for the kernel tests: a VPC that drops spoofed packets, nodes and pods.
@NullMarked
package io.warmwell.cni.lab;

import org.jspecify.annotations.NullMarked;
