package io.warmwell.cli.dev;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;

/// How a command prints its answer.
enum DevOutput {
  TEXT,
  JSON;

  void print(PrintWriter out, JsonNode json, List<String> text) {
    switch (this) {
      case TEXT -> text.forEach(out::println);
      case JSON -> out.println(json.toPrettyString());
    }
    out.flush();
  }
}
