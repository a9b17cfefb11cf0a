package org.malfl.cli;

import java.util.function.Supplier;

/**
 * What is done when somebody ends the process (SIGINT, SIGTERM) during some work. The process then
 * ends with the code that shells give such ends, 130 or 143.
 */
final class Interruption {
  private Interruption() {}

  /** Does some work, and {@code onInterruption} if the process is ended meanwhile. */
  static <T> T watch(Runnable onInterruption, Supplier<T> work) {
    Thread hook = new Thread(onInterruption, "interruption");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // Before any work: there is nothing to say.
    }
    try {
      return work.get();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyEnding) {
        // Then the hook is running, and nothing after this matters.
      }
    }
  }
}
