package io.warmwell.eni.iam;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A policy that allows what the daemon does and nothing else: a statement for each [Reach].
public record IamPolicy(List<Statement> statements) {

  public IamPolicy {
    statements = List.copyOf(statements);
  }

  /// Allows actions on resources, where all conditions hold.
  ///
  /// @param sid letters and digits
  /// @param conditions operators with the keys and values that they compare
  public record Statement(
      String sid,
      List<String> actions,
      List<String> resources,
      Map<String, Map<String, String>> conditions) {

    public Statement {
      actions = List.copyOf(actions);
      resources = List.copyOf(resources);
      conditions = Map.copyOf(conditions);
    }
  }

  /// The policy for nodes with these families.
  public static IamPolicy of(Families families, Scope scope) {
    var actions = new EnumMap<Reach, List<String>>(Reach.class);
    for (var action : Ec2Action.of(families)) {
      for (var reach : action.reaches()) {
        actions.computeIfAbsent(reach, _ -> new ArrayList<>()).add(action.permission());
      }
    }
    return new IamPolicy(
        actions.entrySet().stream()
            .map(
                entry ->
                    new Statement(
                        entry.getKey().sid(),
                        entry.getValue().stream().sorted().toList(),
                        entry.getKey().resources(scope),
                        entry.getKey().conditions(scope)))
            .toList());
  }

  /// As IAM takes it, with a line break at the end.
  public String json() {
    return """
    {
      "Version": "2012-10-17",
      "Statement": [
    %s
      ]
    }
    """
        .formatted(statements.stream().map(IamPolicy::json).collect(Collectors.joining(",\n")));
  }

  private static String json(Statement statement) {
    var lines = new StringJoiner(",\n", "    {\n", "\n    }");
    lines.add("      \"Sid\": " + quoted(statement.sid()));
    lines.add("      \"Effect\": \"Allow\"");
    lines.add("      \"Action\": " + json(statement.actions()));
    lines.add("      \"Resource\": " + json(statement.resources()));
    if (!statement.conditions().isEmpty()) {
      lines.add("      \"Condition\": " + json(statement.conditions()));
    }
    return lines.toString();
  }

  private static String json(List<String> texts) {
    if (texts.size() == 1) {
      return quoted(texts.getFirst());
    }
    return texts.stream()
        .map(text -> "        " + quoted(text))
        .collect(Collectors.joining(",\n", "[\n", "\n      ]"));
  }

  private static String json(Map<String, Map<String, String>> conditions) {
    return new TreeMap<>(conditions)
        .entrySet().stream()
            .map(it -> "        " + quoted(it.getKey()) + ": { " + compared(it.getValue()) + " }")
            .collect(Collectors.joining(",\n", "{\n", "\n      }"));
  }

  private static String compared(Map<String, String> keys) {
    return new TreeMap<>(keys)
        .entrySet().stream()
            .map(it -> quoted(it.getKey()) + ": " + quoted(it.getValue()))
            .collect(Collectors.joining(", "));
  }

  /// [Scope] lets nothing in that JSON would have to escape.
  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
