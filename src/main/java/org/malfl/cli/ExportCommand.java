package org.malfl.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.audit.HashAudit;
import org.malfl.audit.Verdict;
import org.malfl.core.ArtifactException;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.KnownFiles;
import org.malfl.provenance.RunCrate;

/** {@code export}: describes a run for others. */
final class ExportCommand implements Command {
  private static final String RO_CRATE = "ro-crate";

  @Override
  public String name() {
    return "export";
  }

  @Override
  public String summary() {
    return "describes a run for others, in its folder";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions()
        .operand("DIR")
        .flag(RO_CRATE, "as an RO-Crate: writes " + StoreReader.CRATE);
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar export --ro-crate outputs");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    Path folder = RunFolders.named(options, 0);
    if (!options.has(RO_CRATE)) {
      throw new UsageException("found no format to export to; valid --" + RO_CRATE);
    }
    StoreReader reader = new StoreReader(folder);
    // Nothing is written into the folder of somebody else, be it a lock.
    if (!reader.isOfMalfl()) {
      var unused = reader.completeRun();
    }
    try (ArtifactStore store = new ArtifactStore(folder, console.out()::println)) {
      requireUnaltered(store);
      store.prepare(Experiment::isResult);
      SortedMap<String, Manifest> stages = store.manifests(store.completeRun());
      RunCrate crate =
          RunCrate.of(
              store,
              Experiment.recorded(store, stages).resultSources(),
              descriptions(store.completeRun(), stages));
      store.describe(crate.bytes());
      console.print(
          List.of(
              "%s describes %d files and %d actions"
                  .formatted(store.resolve(StoreReader.CRATE), crate.files(), crate.actions())));
    }
  }

  /** What the files of a run hold, by their paths. */
  private static Map<String, String> descriptions(
      RunManifest run, SortedMap<String, Manifest> stages) {
    KnownFiles known = new KnownFiles();
    Map<String, String> descriptions = new HashMap<>();
    stages.forEach(
        (stage, manifest) -> {
          for (String name : manifest.files().keySet()) {
            known
                .ofStage(manifest.origin(), name)
                .ifPresent(file -> descriptions.put(stage + "/" + name, file.holds()));
          }
        });
    for (String name : run.results().keySet()) {
      KnownFiles.ofResult(name).ifPresent(file -> descriptions.put(name, file.holds()));
    }
    return descriptions;
  }

  private static void requireUnaltered(StoreReader store) {
    var unused = store.completeRun();
    Verdict verdict = HashAudit.of(store);
    if (!verdict.passed()) {
      Verdict.Finding first = verdict.findings().get(0);
      throw new ArtifactException(
          "%s: this is not the run that malfl made, so it is not exported: %s: %s; 'audit' lists all findings: %d"
              .formatted(
                  store.root(), first.place(), first.difference(), verdict.findings().size()));
    }
  }
}
