package io.warmwell.cni.protocol;

import static io.warmwell.cni.protocol.CniError.BAD_CONFIGURATION;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;

/// The list by which a GC decides what stays. Whatever is wrong with it, nothing is removed then: a
/// list that was cut or lost would otherwise cost live pods their network.
///
/// Source: CNI SPEC 1.1.0, section 2, "GC".
final class ValidAttachments {
  static final String KEY = "cni.dev/valid-attachments";

  private ValidAttachments() {}

  /// A container and the interface inside it.
  record Ends(String container, String interfaceName) {}

  /// @throws CniRefusal code 7 if the list is missing, or anything in it is not of the specified
  ///   form
  static List<Ends> read(JsonNode list) {
    if (!list.isArray()) {
      var found = list.isMissingNode() ? "is missing" : "is " + list.getNodeType();
      throw refusal(KEY + " " + found + ", wanted a list, empty if no attachment is valid");
    }
    return IntStream.range(0, list.size()).mapToObj(i -> ends(list.path(i), i)).toList();
  }

  private static Ends ends(JsonNode entry, int index) {
    var container = entry.path("containerID");
    var interfaceName = entry.path("ifname");
    if (!container.isTextual()
        || !interfaceName.isTextual()
        || !AttachmentNames.isContainer(container.asText())
        || !AttachmentNames.isInterface(interfaceName.asText())) {
      throw refusal(
          "%s[%d] has containerID=%s ifname=%s, wanted the CNI_CONTAINERID and CNI_IFNAME of an ADD"
              .formatted(KEY, index, container, interfaceName));
    }
    return new Ends(container.asText(), interfaceName.asText());
  }

  private static CniRefusal refusal(String why) {
    return new CniRefusal(
        BAD_CONFIGURATION,
        "network configuration: " + why,
        "nothing was removed; the runtime must list every attachment that is still valid");
  }
}
