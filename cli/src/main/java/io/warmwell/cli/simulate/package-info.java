/// `warmwell simulate`: worlds from seeds, and what their checkers say.
@NullMarked
package io.warmwell.cli.simulate;

import org.jspecify.annotations.NullMarked;
