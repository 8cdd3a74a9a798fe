package io.warmwell.contract;

import io.warmwell.simulator.world.NodeDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives the test classes of a process one LocalStack between them: the first that asks starts it,
/// and it ends with the last test of the run.
///
/// Test classes keep out of each other's way by accounts: one of 12 digits for each VPC.
public final class SharedLocalStack implements ParameterResolver {
  private static final Namespace OURS = Namespace.create(SharedLocalStack.class);

  /// JUnit closes it with its root context.
  private record Running(LocalStack localStack, Path directory) implements AutoCloseable {

    @Override
    public void close() {
      localStack.close();
      NodeDirectories.delete(directory);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OURS)
        .getOrComputeIfAbsent(Running.class, _ -> start(), Running.class)
        .localStack();
  }

  private static Running start() {
    try {
      var directory = Files.createTempDirectory("localstack");
      return new Running(LocalStack.start(directory), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("told to stop while LocalStack starts", e);
    }
  }
}
