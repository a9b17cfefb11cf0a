package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the built jar as a user would, but for the compiler: most runs here end before they would
 * profit from the second one, which takes a third of their work.
 */
final class Jar {
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");

  private static final Path JAR = Path.of(System.getProperty("malfl.jar"));
  private static final int HANG_GUARD_SECONDS = 300;

  private final Path folder;
  private final List<String> javaOptions;
  private final Map<String, String> environment;

  /** Runs in a folder, with options of the Java machine and additions to the environment. */
  Jar(Path folder, List<String> javaOptions, Map<String, String> environment) {
    this.folder = folder;
    this.javaOptions = javaOptions;
    this.environment = environment;
  }

  private List<String> shell = List.of();
  private List<String> program = List.of("-jar", JAR.toAbsolutePath().toString());

  /** Runs a program of the tests that uses the jar as a library. */
  Jar program(Class<?> main) {
    String tests = main.getProtectionDomain().getCodeSource().getLocation().getPath();
    String classPath = JAR.toAbsolutePath() + File.pathSeparator + tests;
    program = List.of("-cp", classPath, main.getName());
    return this;
  }

  private List<String> compiler = QUICK;

  /** With the compilers that Java uses by itself. */
  Jar fullyCompiled() {
    compiler = List.of();
    return this;
  }

  /** Runs after a command of the shell, in the same process. */
  Jar underShell(String command) {
    shell = List.of("bash", "-c", command + "; exec \"$@\"", "malfl");
    return this;
  }

  /** The same, where the shell may mount file systems that nobody else sees. */
  Jar mounting(String command) {
    underShell(command);
    shell = new ArrayList<>(shell);
    shell.addAll(0, List.of("unshare", "--map-root-user", "--mount"));
    return this;
  }

  /** What a run left on its streams and as its exit code. */
  record Result(int code, String out, String err) {}

  private ProcessBuilder process(String... arguments) {
    List<String> command = new ArrayList<>(shell);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(compiler);
    command.addAll(javaOptions);
    command.addAll(program);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    return builder;
  }

  /** Starts without waiting, with both streams into a file. */
  Process start(Path output, String... arguments) throws IOException {
    return process(arguments).redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  Result run(String... arguments) {
    try {
      Path out = Files.createTempFile("malfl", ".out");
      Path err = Files.createTempFile("malfl", ".err");
      ProcessBuilder builder =
          process(arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
      Process process = builder.start();
      if (!process.waitFor(HANG_GUARD_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(builder.command() + " hangs");
      }
      Result result =
          new Result(
              process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
