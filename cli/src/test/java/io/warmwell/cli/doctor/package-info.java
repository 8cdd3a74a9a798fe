/// Tests of the doctor.
@NullMarked
package io.warmwell.cli.doctor;

import org.jspecify.annotations.NullMarked;
