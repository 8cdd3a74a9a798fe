package io.warmwell.simulator.ec2;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// An XML document in the making. Owned by the thread that answers the request.
final class Xml {
  private final StringBuilder text =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  /// An element with text.
  Xml put(String name, Object value) {
    text.append('<').append(name).append('>');
    escape(value.toString());
    text.append("</").append(name).append('>');
    return this;
  }

  /// An element with elements inside.
  Xml nest(String name, Consumer<Xml> inside) {
    return nest(name, "", inside);
  }

  /// An element with attributes, given as they are written, and elements inside.
  Xml nest(String name, String attributes, Consumer<Xml> inside) {
    text.append('<').append(name).append(attributes).append('>');
    inside.accept(this);
    text.append("</").append(name).append('>');
    return this;
  }

  /// A list in EC2's form: an element of `item` elements.
  <T> Xml list(String name, Iterable<? extends T> items, BiConsumer<Xml, T> inside) {
    return nest(
        name,
        list -> items.forEach(item -> list.nest("item", element -> inside.accept(element, item))));
  }

  /// A list of texts.
  Xml texts(String name, Iterable<?> values) {
    return nest(name, list -> values.forEach(value -> list.put("item", value)));
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void escape(String value) {
    for (var i = 0; i < value.length(); i++) {
      var character = value.charAt(i);
      switch (character) {
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '&' -> text.append("&amp;");
        default -> text.append(character);
      }
    }
  }
}
