package org.malfl.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.StaleCheckpoints;
import org.malfl.artifacts.StoreReader;
import org.malfl.artifacts.SupersededFiles;
import org.malfl.core.ByteSize;
import org.malfl.experiments.Experiment;
import org.malfl.report.Listing;

/** {@code clean}: frees the space of what later runs replaced. */
final class CleanCommand implements Command {
  @Override
  public String name() {
    return "clean";
  }

  @Override
  public String summary() {
    return "removes what later runs replaced (superseded/), after asking";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions().operand("DIR").flag("yes", "remove without asking");
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar clean outputs --yes");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    try (ArtifactStore store = new ArtifactStore(folder(options), console.out()::println)) {
      SupersededFiles files = new SupersededFiles(store, Experiment::isResult);
      StaleCheckpoints checkpoints = new StaleCheckpoints(store);
      Path folder = store.resolve(StoreReader.SUPERSEDED);
      List<String> strangers = new ArrayList<>(checkpoints.strangers());
      strangers.addAll(files.strangers());
      if (!strangers.isEmpty()) {
        console.print(List.of("Left alone, in no manifest: " + Listing.of(strangers)));
      }
      if (files.files() == 0 && checkpoints.files() == 0) {
        console.print(List.of("Nothing to remove in " + folder));
        return;
      }
      List<String> parts = new ArrayList<>();
      if (files.files() > 0) {
        parts.add(
            "%d replaced stages in %s, %d files, %s"
                .formatted(files.stages(), folder, files.files(), ByteSize.text(files.bytes())));
      }
      if (checkpoints.files() > 0) {
        parts.add(
            "checkpoints of %d stages that nothing can go on from, %s"
                .formatted(checkpoints.stages(), ByteSize.text(checkpoints.bytes())));
      }
      String what = String.join(", and ", parts);
      if (options.has("yes") || agreed(what, console)) {
        files.remove();
        checkpoints.remove();
        console.print(List.of("Removed " + what));
      } else {
        console.print(List.of("Removed nothing"));
      }
    }
  }

  private static boolean agreed(String what, Console console) {
    String answer =
        console
            .ask("Remove " + what + "? [y/N] ")
            .orElseThrow(
                () ->
                    new UsageException(
                        "found nobody to ask whether to remove "
                            + what
                            + "; valid --yes to remove them unasked"));
    return List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  private static Path folder(ParsedOptions options) {
    Path folder = RunFolders.named(options, 0);
    if (new StoreReader(folder).isOfMalfl()) {
      return folder;
    }
    throw new UsageException(
        "found '" + folder + "', where no run left results; valid the folder of a run");
  }
}
