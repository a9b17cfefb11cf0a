package org.malfl.nn.nd4j;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.malfl.core.EnvironmentException;
import org.malfl.core.OneLine;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's native library, loaded once by whoever asks first. */
final class NativeLibrary {
  private static final List<String> PLATFORMS =
      List.of(
          "linux-x86_64",
          "linux-arm64",
          "linux-armhf",
          "linux-ppc64le",
          "macosx-x86_64",
          "macosx-arm64",
          "windows-x86_64");

  private NativeLibrary() {}

  /** Makes its initialisation wait until it is asked for, and happen once. */
  private static final class Loading {
    private static final Optional<Throwable> FAILURE = failure();

    // A library that is absent, damaged or for another processor is an error of linking, which ND4J
    // wraps as it likes.
    private static Optional<Throwable> failure() {
      try {
        // Otherwise JavaCPP writes its warnings to the standard error stream.
        if (System.getProperty("org.bytedeco.javacpp.logger") == null) {
          System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
        }
        // Sums in more threads have other bits, and threads beyond the processor's cores wait for
        // each other.
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        Nd4j.factory().blas().setMaxThreads(1);
        // It would ask for a collection of garbage every few seconds.
        Nd4j.getMemoryManager().togglePeriodicGc(false);
        return Optional.empty();
      } catch (RuntimeException | LinkageError e) {
        return Optional.of(e);
      }
    }
  }

  /**
   * Loads the library, if it is not yet there, with its threads pinned to one.
   *
   * @throws EnvironmentException if it is for other platforms, or cannot be unpacked or loaded
   */
  static void require() {
    if (Loading.FAILURE.isPresent()) {
      throw refusal(Loading.FAILURE.get());
    }
  }

  private static EnvironmentException refusal(Throwable failure) {
    String here = Loader.getPlatform();
    List<String> present = PLATFORMS.stream().filter(NativeLibrary::isPresent).toList();
    if (!present.contains(here)) {
      return new EnvironmentException(
          "networks on ND4J need its native library for "
              + here
              + "; found "
              + (present.isEmpty() ? "none" : "that for " + String.join(", ", present))
              + "; valid a jar built with -Dnd4j.platform="
              + here
              + ", or the linear algebra 'rows', which needs none",
          failure);
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new EnvironmentException(
        "ND4J's native library for "
            + here
            + " cannot be loaded: "
            + OneLine.of(String.valueOf(root.getMessage()))
            + "; valid a folder with 400 MB of room, ~/.javacpp/cache or the one that"
            + " -Dorg.bytedeco.javacpp.cachedir names, or the linear algebra 'rows', which needs"
            + " none",
        failure);
  }

  private static boolean isPresent(String platform) {
    String folder = "/org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + "/";
    return List.of("libnd4jcpu.so", "libnd4jcpu.dylib", "libnd4jcpu.dll", "nd4jcpu.dll").stream()
        .anyMatch(name -> NativeLibrary.class.getResource(folder + name) != null);
  }
}
