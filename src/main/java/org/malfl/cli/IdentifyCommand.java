package org.malfl.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.StoreReader;
import org.malfl.audit.HashAudit;
import org.malfl.audit.Verdict;
import org.malfl.config.Suggestions;
import org.malfl.core.ArtifactException;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.Identification;
import org.malfl.experiments.IdentificationReport;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Reproduction;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;
import org.malfl.report.PlainProgress;
import org.malfl.report.TextTable;

/** {@code identify}: which learner left a run's datasets, by these alone. */
final class IdentifyCommand implements Command {
  private static final String FAMILIES = "reward-families";
  private static final String END_OF_RANGE = "*";

  @Override
  public String name() {
    return "identify";
  }

  @Override
  public String summary() {
    return "finds the learners' update rule and step size from datasets";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions()
        .operand("DIR")
        .values(FAMILIES, "A B...", "families to look at; default: all of the run")
        .value("threads", "N", "computing threads; default: all processors; results don't change");
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar identify outputs --reward-families homogeneous");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    Path folder = RunFolders.named(options, 0);
    int threads = options.whole("threads", 1, 4096, Runtime.getRuntime().availableProcessors());
    StoreReader reader = new StoreReader(folder);
    // Nothing is written into the folder of somebody else, be it a lock.
    if (!reader.isOfMalfl()) {
      var unused = reader.completeRun();
    }
    try (ArtifactStore store = new ArtifactStore(folder, console.err()::println)) {
      if (!(Experiment.recorded(store, store.manifests(store.completeRun()))
          instanceof Reproduction run)) {
        throw new ArtifactException(
            folder + ": found a study, which keeps no datasets; valid the folder of a run");
      }
      Identification identification =
          new Identification(run.settings(), families(options, run.settings(), folder));
      requireUnaltered(store);
      store.prepare(Experiment::isResult);
      console.print(text(identification.reports(found(identification, store, threads, console))));
    }
  }

  private static List<String> families(
      ParsedOptions options, ReproduceSettings settings, Path folder) {
    List<String> ran = settings.environment().selectedFamilies();
    List<String> asked = options.has(FAMILIES) ? options.values(FAMILIES) : ran;
    for (String family : asked) {
      if (!ran.contains(family)) {
        throw new UsageException(
            "--%s: found '%s', which did not run in %s; valid %s"
                .formatted(FAMILIES, family, folder, Suggestions.listing(family, ran)));
      }
    }
    if (!settings.logging().saveDatasets()) {
      throw new UsageException(
          "found no datasets in '%s', which ran with logging.save_datasets: false; valid a run that keeps them"
              .formatted(folder));
    }
    return asked.stream().distinct().toList();
  }

  private static void requireUnaltered(StoreReader store) {
    Verdict verdict = HashAudit.of(store);
    if (!verdict.passed()) {
      Verdict.Finding first = verdict.findings().get(0);
      throw new ArtifactException(
          "%s: this is not the run that malfl made, so nothing is concluded from it: %s: %s; 'audit' lists all findings: %d"
              .formatted(
                  store.root(), first.place(), first.difference(), verdict.findings().size()));
    }
  }

  /** Runs what is not there yet, and reads what is. */
  private static Runner found(
      Identification identification, ArtifactStore store, int threads, Console console) {
    try (ProgressBarListener bar = new ProgressBarListener(console.err())) {
      RunListener progress =
          console.terminal() ? bar : new PlainProgress(console.err()::println, System::nanoTime);
      Runner runner = new Runner(store, threads, false, progress);
      if (runner.plan(identification.graph()).reusable() < identification.stagesOfRun()) {
        throw new ArtifactException(
            store.root() + " was made by another version of malfl; run it again to look into it");
      }
      var unused = runner.run(identification.graph());
      return runner;
    }
  }

  private static List<String> text(List<IdentificationReport> reports) {
    List<String> lines = new ArrayList<>();
    for (IdentificationReport report : reports) {
      lines.addAll(lines.isEmpty() ? List.of() : List.of(""));
      lines.add(report.family() + ": which learner it was, by its datasets alone");
      TextTable table =
          TextTable.ofTexts(
              List.of("update rule", "parameter", "best", "interval", "lacks, nats", "verdict"));
      for (IdentificationReport.Rule rule : report.rules()) {
        table.add(
            List.of(
                rule.name(),
                rule.parameter(),
                rule.parameter().isEmpty() ? "" : number(rule.best()),
                rule.estimate().map(IdentifyCommand::interval).orElse(""),
                String.format(Locale.ROOT, "%.1f", rule.lacks()),
                rule.rejected() ? "rejected" : "not rejected"));
      }
      lines.addAll(table.lines());
      IdentificationReport.Estimate gamma = report.gamma();
      lines.add(
          "gamma: %s, interval %s; taken for the rules: %s"
              .formatted(number(gamma.best()), interval(gamma), number(report.assumedGamma())));
      lines.add(
          "alpha: not identifiable, since only reward/alpha enters; taken: "
              + number(report.alpha()));
      if (Stream.concat(
              report.rules().stream().flatMap(rule -> rule.estimate().stream()), Stream.of(gamma))
          .anyMatch(estimate -> estimate.startsWithRange() || estimate.endsWithRange())) {
        lines.add(
            END_OF_RANGE
                + ": an end of the range that is searched; the data do not end the interval there");
      }
      lines.add(
          report.heldOut().map(IdentifyCommand::fit).orElse("fit: not tested, 3 stages needed"));
    }
    return lines;
  }

  private static String fit(IdentificationReport.HeldOut test) {
    String measured =
        String.format(
            Locale.ROOT,
            "of the improvements left out, the middle one is %.2f times as far off as it makes them, or farther"
                + " with probability %.3f; alarm at %.0f %%",
            test.ratio(),
            test.probability(),
            100 * test.falseAlarmRate());
    return (test.alarm() ? "fit: WARNING, no rule fits: " : "fit: no objection to the best rule: ")
        + measured;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value)
        .replaceFirst("(\\.\\d*?)0+$", "$1")
        .replaceFirst("\\.$", "");
  }

  private static String interval(IdentificationReport.Estimate estimate) {
    return number(estimate.lower())
        + (estimate.startsWithRange() ? END_OF_RANGE : "")
        + " to "
        + number(estimate.upper())
        + (estimate.endsWithRange() ? END_OF_RANGE : "");
  }
}
