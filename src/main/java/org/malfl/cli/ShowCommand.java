package org.malfl.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.malfl.artifacts.RunPlace;
import org.malfl.core.ArtifactException;

/** {@code show}: what a file, a stage or a run is, and what it was made from. */
final class ShowCommand implements Command {
  private static final String VALID = "; valid a file or folder of a run";

  @Override
  public String name() {
    return "show";
  }

  @Override
  public String summary() {
    return "what a file or a stage of a run is, and what it was made from";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions().operand("PATH");
  }

  @Override
  public List<String> examples() {
    return List.of(
        "java -jar target/malfl.jar show outputs",
        "java -jar target/malfl.jar show outputs/homogeneous/ma_spi/stage_00/dataset.npy");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    String name = options.operand(0).orElseThrow(() -> new UsageException("found no path" + VALID));
    Explanation explanation = explain(name, place(name));
    console.print(explanation.lines());
    if (!explanation.problems().isEmpty()) {
      throw new ArtifactException(name + ": " + String.join("; ", explanation.problems()));
    }
  }

  private static RunPlace place(String name) {
    try {
      Path named = Path.of(name);
      if (!Files.exists(named, LinkOption.NOFOLLOW_LINKS)) {
        throw new UsageException("found nothing at '" + name + "'" + VALID);
      }
      return RunPlace.of(named)
          .orElseThrow(
              () -> new UsageException("found '" + name + "', which is in no run" + VALID));
    } catch (InvalidPathException noPath) {
      throw new UsageException("found nothing at '" + name + "'" + VALID);
    }
  }

  private static Explanation explain(String name, RunPlace place) {
    if (place.isBehindLink()) {
      throw new ArtifactException(name + ": is a link or behind one, and a run makes none");
    }
    Path path = place.root().resolve(place.path());
    if (Files.isDirectory(path)) {
      return ShownFolder.of(place)
          .orElseThrow(
              () -> new UsageException("found '" + name + "', which holds no stage" + VALID));
    }
    if (!Files.isRegularFile(path)) {
      throw new ArtifactException(name + ": is neither a file nor a folder");
    }
    return ShownFile.of(place);
  }
}
