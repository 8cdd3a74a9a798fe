package io.warmwell.cni.protocol;

import static io.warmwell.cni.protocol.CniError.BAD_ENVIRONMENT;

import io.warmwell.pool.PodName;
import java.util.HashMap;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// `CNI_ARGS`: pairs `KEY=VALUE` with semicolons between them, in any order.
///
/// Source: CNI CONVENTIONS.md, "CNI_ARGS"; the `K8S_*` keys are what containerd and CRI-O send.
record CniArguments(PodName pod) {
  private static final String POD_NAME = "K8S_POD_NAME";
  private static final String POD_NAMESPACE = "K8S_POD_NAMESPACE";
  private static final String IGNORE_UNKNOWN = "IgnoreUnknown";
  private static final Set<String> KNOWN =
      Set.of(POD_NAME, POD_NAMESPACE, "K8S_POD_INFRA_CONTAINER_ID", "K8S_POD_UID", IGNORE_UNKNOWN);
  // RFC 1123 subdomain, which is what Kubernetes allows (Pod: metadata.name).
  private static final Pattern KUBERNETES_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,252})");

  /// @throws CniRefusal code 4 if a pair is malformed, unknown without leave, or half a pod's name
  static CniArguments parse(String text) {
    var values = new HashMap<String, String>();
    for (var pair : text.split(";", -1)) {
      var separator = pair.indexOf('=');
      if (separator > 0) {
        values.put(pair.substring(0, separator), pair.substring(separator + 1));
      } else if (!pair.isEmpty()) {
        throw refusal("'" + pair + "' is not a pair KEY=VALUE");
      }
    }
    if (!ignoresUnknown(values.getOrDefault(IGNORE_UNKNOWN, "0"))) {
      for (var key : values.keySet()) {
        if (!KNOWN.contains(key)) {
          throw refusal("unknown key '" + key + "' and no IgnoreUnknown=1");
        }
      }
    }
    return new CniArguments(
        pod(values.getOrDefault(POD_NAMESPACE, ""), values.getOrDefault(POD_NAME, "")));
  }

  /// The pod's name, empty if there is none or anything is wrong.
  static PodName podIfSound(String text) {
    try {
      return parse(text).pod();
    } catch (CniRefusal _) {
      return new PodName("", "");
    }
  }

  private static boolean ignoresUnknown(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw refusal("IgnoreUnknown is neither true nor false: '" + value + "'");
    };
  }

  private static PodName pod(String namespace, String name) {
    var none = namespace.isEmpty() && name.isEmpty();
    var both =
        KUBERNETES_NAME.matcher(namespace).matches() && KUBERNETES_NAME.matcher(name).matches();
    if (!none && !both) {
      throw refusal(
          "not a pod's name: "
              + POD_NAMESPACE
              + "='"
              + namespace
              + "' "
              + POD_NAME
              + "='"
              + name
              + "'");
    }
    return new PodName(namespace, name);
  }

  private static CniRefusal refusal(String why) {
    return new CniRefusal(
        BAD_ENVIRONMENT, "CNI_ARGS: " + why, "the runtime sets CNI_ARGS; see its configuration");
  }
}
