package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of the engineering guide: a command. */
class AnotherCommandTest {
  /** {@code greet}: says hello. */
  static final class GreetCommand implements Command {
    @Override
    public String name() {
      return "greet";
    }

    @Override
    public String summary() {
      return "says hello";
    }

    @Override
    public CommandOptions options() {
      return new CommandOptions().value("whom", "NAME", "who is greeted; default: everybody");
    }

    @Override
    public List<String> examples() {
      return List.of("java -jar target/malfl.jar greet --whom Ada");
    }

    @Override
    public void run(ParsedOptions options, Console console) {
      console.print(List.of("Hello, " + options.value("whom").orElse("everybody")));
    }
  }

  @Test
  void aCommandReadsItsOptionsAndPrints() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Command command = new GreetCommand();
    command.run(
        command.options().parse(List.of("--whom", "Ada")), new Console(stream, stream, false));
    assertEquals("Hello, Ada\n", out.toString(UTF_8));
    assertTrue(
        Help.of(command, command.options())
            .contains("  --whom NAME                 who is greeted; default: everybody"));
  }
}
