package io.warmwell.contract;

import io.warmwell.inet.MacAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Reads LocalStack's MAC addresses ([Divergence#MACS_MALFORMED]) for a client of the AWS SDK:
/// without them the port would believe no interface. All else is left as it is.
public final class ReadableMacs implements ExecutionInterceptor {
  /// What Python's `f"02:00:00:{a}02x:{b}02x:{c}02x"` writes, where `{a:02x}` was meant.
  private static final Pattern MALFORMED =
      Pattern.compile("02:00:00:(\\d{1,3})02x:(\\d{1,3})02x:(\\d{1,3})02x");

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    return context.responseBody().map(ReadableMacs::read);
  }

  /// The same text with every such address as it was meant.
  public static String read(String text) {
    return MALFORMED
        .matcher(text)
        .replaceAll(
            match ->
                new MacAddress(
                        IntStream.rangeClosed(1, 3)
                            .mapToLong(group -> Long.parseLong(match.group(group)))
                            .reduce(0x02_00_00L, (bits, octet) -> bits << Byte.SIZE | octet))
                    .toString());
  }

  private static InputStream read(InputStream body) {
    try (body) {
      var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      return new ByteArrayInputStream(read(text).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
