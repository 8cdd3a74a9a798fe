package io.warmwell.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.bench.plot.Chart.Mark;
import io.warmwell.bench.plot.Chart.Series;
import io.warmwell.bench.plot.Chart.Value;
import java.io.StringReader;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class SvgChartTest {
  private static final List<Series> TWO =
      List.of(
          new Series("one", List.of(new Value(1, 1, 10), new Value(2, 2, 20))),
          new Series("a < b & c", List.of(new Value(100, 50, 200), new Value(100, 50, 400))));

  @Test
  void everyValueHasAMarkAndASpread() throws Exception {
    var drawn = drawn(Mark.DOTS);

    assertThat(drawn.getElementsByTagName("circle").getLength()).isEqualTo(4);
    assertThat(count(drawn, "line", "spread")).isEqualTo(4);
    assertThat(drawn.getTextContent()).contains("title", "callers", "ms", "a < b & c");
  }

  @Test
  void barsStandOnTheLineOfZero() throws Exception {
    var bars = drawn(Mark.BARS).getElementsByTagName("rect");

    for (var i = 0; i < bars.getLength(); i++) {
      var bar = (Element) bars.item(i);
      if (bar.hasAttribute("fill-opacity")) {
        assertThat(number(bar, "y") + number(bar, "height")).isEqualTo(288);
      }
    }
  }

  @Test
  void aLineGoesFromCategoryToCategory() throws Exception {
    assertThat(count(drawn(Mark.LINE), "polyline", "series1 line")).isEqualTo(1);
  }

  @Test
  void equalRatiosAreEquallyFarOnALogarithmicAxis() {
    var axis = Axis.logarithmic(new double[] {1.7, 480});

    assertThat(axis.ticks()).containsExactly(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0);
    assertThat(axis.place(100) - axis.place(10)).isEqualTo(axis.place(10) - axis.place(1));
  }

  @Test
  void anAxisFromZeroHasRoundTicksUpToAboveTheHighest() {
    var axis = Axis.fromZero(DoubleStream.of(3, 22.7));

    assertThat(axis.ticks()).containsExactly(0.0, 5.0, 10.0, 15.0, 20.0, 25.0);
    assertThat(axis.place(25)).isEqualTo(1);
  }

  @Test
  void aSeriesThatLacksAValueIsRefused() {
    assertThatThrownBy(() -> chart(Mark.LINE, List.of("1", "8", "32")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name needs 3 values");
  }

  private static Chart chart(Mark mark, List<String> categories) {
    return new Chart("name", "title", "callers", "ms", mark, categories, TWO);
  }

  private static Element drawn(Mark mark) throws Exception {
    var svg = SvgChart.of(chart(mark, List.of("1", "8")));
    var parser = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
    return parser.parse(new InputSource(new StringReader(svg))).getDocumentElement();
  }

  private static long count(Element drawn, String element, String style) {
    var found = drawn.getElementsByTagName(element);
    var count = 0;
    for (var i = 0; i < found.getLength(); i++) {
      count += ((Element) found.item(i)).getAttribute("class").endsWith(style) ? 1 : 0;
    }
    return count;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }
}
