/// Container runtimes as callers: what they do to a CNI plugin, and what is left afterwards.
@NullMarked
package io.warmwell.runtime;

import org.jspecify.annotations.NullMarked;
