/// Charts as SVG that can be read on light and on dark pages.
@NullMarked
package io.warmwell.bench.plot;

import org.jspecify.annotations.NullMarked;
