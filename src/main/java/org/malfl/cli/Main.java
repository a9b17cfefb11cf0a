package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.malfl.config.ConfigException;
import org.malfl.config.Suggestions;
import org.malfl.core.MalflException;
import org.malfl.core.NumericalException;

/** {@code java -jar malfl.jar [command] [options]}. */
public final class Main {
  /** All commands; the first is the one that runs when none is named. */
  static final List<Command> COMMANDS =
      List.of(
          new ReproduceCommand(Clock.systemUTC()),
          new StudyCommand(Clock.systemUTC()),
          new CoordinationCommand(Clock.systemUTC()),
          new ZeroSumCommand(Clock.systemUTC()),
          new ExploitabilityCommand(),
          new AuditCommand(),
          new CompareCommand(),
          new ShowCommand(),
          new IdentifyCommand(),
          new ExportCommand(),
          new CleanCommand());

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    // Messages and formats must not depend on where malfl runs.
    Locale.setDefault(Locale.ROOT);
    // Pictures are files; without this Java may ask for a display.
    System.setProperty("java.awt.headless", "true");
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    ExitCode code = run(List.of(arguments), new Console(out, err, watchedOnTerminal()));
    if (out.checkError() && code == ExitCode.OK) {
      err.println("error: cannot write to standard output; results are complete all the same");
      code = ExitCode.ENVIRONMENT;
    }
    err.flush();
    System.exit(code.code());
  }

  /**
   * Java 22 and later have a console also where nobody watches, and say so by a method of theirs.
   */
  @SuppressWarnings("SystemConsoleNull") // isTerminal is asked where there is one
  private static boolean watchedOnTerminal() {
    if (System.console() == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
    } catch (ReflectiveOperationException before22) {
      return true;
    }
  }

  static ExitCode run(List<String> arguments, Console console) {
    try {
      dispatch(arguments, console);
      return ExitCode.OK;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> console.err().println("error: " + problem));
      int count = e.problems().size();
      console.err().println(count + (count == 1 ? " error" : " errors") + "; nothing was run.");
      return ExitCode.of(e);
    } catch (UsageException e) {
      console.err().println("error: " + e.getMessage());
      console
          .err()
          .println("'java -jar malfl.jar --help' shows what can be asked; nothing was run.");
      return ExitCode.of(e);
    } catch (DifferencesException e) {
      return ExitCode.of(e);
    } catch (MalflException e) {
      console.err().println("error: " + e.getMessage());
      if (e instanceof NumericalException) {
        console
            .err()
            .println(
                "rewards, step sizes or learning rates that are too large, or an alpha that is too"
                    + " small, are the usual causes");
      }
      return ExitCode.of(e);
    } catch (RuntimeException | Error e) {
      Optional<Throwable> memory = outOfMemory(e);
      if (memory.isPresent()) {
        console
            .err()
            .println(
                "error: out of memory ("
                    + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MiB); give Java more (java -Xmx4g -jar malfl.jar …) or ask for fewer"
                    + " episodes or a smaller grid");
        return ExitCode.of(memory.get());
      }
      console.err().println("internal error, a bug of malfl; please report it with what follows:");
      e.printStackTrace(console.err());
      return ExitCode.BUG;
    }
  }

  /**
   * The lack of memory behind a failure. Java throws the same error object again and again, and so
   * fails itself where one is to be noted as suppressed by the other.
   */
  private static Optional<Throwable> outOfMemory(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof OutOfMemoryError)) {
      cause = cause.getCause();
    }
    return Optional.ofNullable(cause);
  }

  /** The spellings of other tools: {@code -h}, {@code help} and {@code version}. */
  private static List<String> familiar(List<String> arguments) {
    if (arguments.size() == 1) {
      switch (arguments.get(0)) {
        case "-h", "help" -> {
          return List.of("--help");
        }
        case "-V", "version" -> {
          return List.of("--version");
        }
        default -> {
          return arguments;
        }
      }
    }
    return arguments;
  }

  private static void dispatch(List<String> given, Console console) {
    List<String> arguments = familiar(given);
    Command command = COMMANDS.get(0);
    List<String> rest = arguments;
    if (!arguments.isEmpty() && !arguments.get(0).startsWith("-")) {
      command = named(arguments.get(0));
      rest = arguments.subList(1, arguments.size());
      rest = rest.equals(List.of("-h")) ? List.of("--help") : rest;
    }
    CommandOptions known =
        command.options().flag("help", "show this").flag("version", "show the version");
    ParsedOptions options = known.parse(rest);
    if (options.has("help")) {
      boolean ofAll = arguments.get(0).startsWith("-");
      console.print(ofAll ? Help.ofAll(command, known) : Help.of(command, known));
    } else if (options.has("version")) {
      console.print(List.of("malfl " + version()));
    } else {
      command.run(options, console);
    }
  }

  private static Command named(String word) {
    List<String> names = COMMANDS.stream().map(Command::name).toList();
    Optional<Command> command =
        COMMANDS.stream().filter(candidate -> candidate.name().equals(word)).findFirst();
    return command.orElseThrow(
        () ->
            new UsageException(
                "found unknown command '" + word + "'; valid " + Suggestions.listing(word, names)));
  }

  /** The version that the build put into the jar. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not run from the jar)" : version;
  }
}
