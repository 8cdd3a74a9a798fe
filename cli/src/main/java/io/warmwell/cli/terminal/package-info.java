/// Text for people: tables, and an orderly end on Ctrl-C.
@NullMarked
package io.warmwell.cli.terminal;

import org.jspecify.annotations.NullMarked;
