/// The project's rules as tests: architecture from class files, style from sources, and documents
/// that must agree with the code.
@NullMarked
package io.warmwell.tidy;

import org.jspecify.annotations.NullMarked;
