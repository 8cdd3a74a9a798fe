package io.warmwell.cni.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/// An error as a runtime reads it: a code, what was tried and what came back, and what to do next.
///
/// Source: CNI SPEC 1.1.0, section 5, "Error".
///
/// Both texts are cut to a length at which the shim can take the reply, whatever a caller had
/// quoted in them: a character has at most six bytes in JSON, and the reply 64 KB.
public record CniError(int code, String message, String details) {
  public static final int INCOMPATIBLE_VERSION = 1;
  public static final int UNKNOWN_CONTAINER = 3;
  public static final int BAD_ENVIRONMENT = 4;
  public static final int IO_FAILURE = 5;
  public static final int UNDECODABLE = 6;
  public static final int BAD_CONFIGURATION = 7;
  public static final int TRY_AGAIN_LATER = 11;

  /// STATUS: an ADD could not succeed now.
  public static final int UNAVAILABLE = 50;

  /// STATUS: likewise, and pods that are here may be cut off.
  public static final int UNAVAILABLE_AND_CUT_OFF = 51;

  /// What CHECK found is not what ADD made. The specification leaves codes from 100 on to plugins.
  public static final int DIFFERENT = 100;

  private static final int MESSAGE_CHARACTERS_MAX = 2_000;
  private static final int DETAILS_CHARACTERS_MAX = 6_000;

  public CniError {
    message = cut(message, MESSAGE_CHARACTERS_MAX);
    details = cut(details, DETAILS_CHARACTERS_MAX);
  }

  /// The JSON that goes to standard output.
  ///
  /// @param cniVersion the version the caller speaks
  public String toJson(String cniVersion) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("cniVersion", cniVersion).put("code", code).put("msg", message);
    if (!details.isEmpty()) {
      json.put("details", details);
    }
    return json.toString();
  }

  private static String cut(String text, int charactersMax) {
    return text.length() <= charactersMax
        ? text
        : text.substring(0, charactersMax) + "… (" + text.length() + " characters)";
  }
}
