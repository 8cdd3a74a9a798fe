package io.warmwell.cni.protocol;

import java.util.regex.Pattern;

/// What the names of an attachment may look like.
///
/// Source: CNI SPEC 1.1.0, section 2, "Parameters"; dev_valid_name() of Linux refuses the same.
final class AttachmentNames {
  private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
  private static final Pattern INTERFACE =
      Pattern.compile("(?!\\.{1,2}$)[^\\p{Cntrl}\\s/:\\P{ASCII}]{1,15}");

  private AttachmentNames() {}

  static boolean isContainer(String name) {
    return CONTAINER.matcher(name).matches();
  }

  static boolean isInterface(String name) {
    return INTERFACE.matcher(name).matches();
  }
}
