package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.audit.DeriveAudit;
import org.malfl.audit.HashAudit;
import org.malfl.audit.RerunAudit;
import org.malfl.audit.Verdict;
import org.malfl.config.Suggestions;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;
import org.malfl.io.CanonicalJson;
import org.malfl.pipeline.RunListener;
import org.malfl.report.PlainProgress;
import org.malfl.report.TextTable;

/** {@code audit}: checks a run without changing it. */
final class AuditCommand implements Command {
  private static final String HASHES = "hashes";
  private static final String DERIVE = "derive";
  private static final String RERUN = "rerun";
  private static final List<String> LEVELS = List.of(HASHES, DERIVE, RERUN);
  private static final int MOST_FINDINGS = 20;

  @Override
  public String name() {
    return "audit";
  }

  @Override
  public String summary() {
    return "checks a run: its bytes, what follows from them, or by a rerun";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions()
        .operand("DIR")
        .value("level", "LEVEL", "hashes; derive (default): and what follows; rerun: and a rerun")
        .flag("json", "print the verdict as JSON");
  }

  @Override
  public List<String> examples() {
    return List.of(
        "java -jar target/malfl.jar audit outputs",
        "java -jar target/malfl.jar audit outputs --level rerun --json");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    Path folder = RunFolders.named(options, 0);
    String level = options.value("level").orElse(DERIVE);
    if (!LEVELS.contains(level)) {
      throw new UsageException(
          "--level: found unknown level '"
              + level
              + "'; valid "
              + Suggestions.listing(level, LEVELS));
    }
    StoreReader store = new StoreReader(folder);
    Optional<Manifest.FileEntry> before = runManifest(store);
    if (before.isEmpty()) {
      throw new ArtifactException(folder + " holds no complete run: it has no manifest.json");
    }
    Verdict verdict;
    try {
      verdict = HashAudit.of(store);
      if (!level.equals(HASHES) && verdict.passed()) {
        recompute(verdict, store, level, console);
      }
    } catch (ArtifactException | EnvironmentException e) {
      requireUnchanged(store, before);
      throw e;
    }
    requireUnchanged(store, before);
    console.print(
        options.has("json")
            ? new String(CanonicalJson.write(verdict.tree(level)), UTF_8).lines().toList()
            : text(verdict, level));
    if (!verdict.passed()) {
      throw new ArtifactException(
          folder + ": this is not the run that malfl made; findings: " + verdict.findings().size());
    }
  }

  /** What was found is of no worth if a run wrote to the folder meanwhile. */
  private static void requireUnchanged(StoreReader store, Optional<Manifest.FileEntry> before) {
    if (!runManifest(store).equals(before)) {
      throw new EnvironmentException(
          store.root() + " was written to meanwhile; audit it again when no run writes there");
    }
  }

  private static Optional<Manifest.FileEntry> runManifest(StoreReader store) {
    return Files.isRegularFile(store.resolve(Manifest.FILE_NAME))
        ? Optional.of(store.fingerprint(Manifest.FILE_NAME))
        : Optional.empty();
  }

  private static void recompute(Verdict verdict, StoreReader store, String level, Console console) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (ProgressBarListener bar = new ProgressBarListener(console.err())) {
      RunListener progress =
          console.terminal() ? bar : new PlainProgress(console.err()::println, System::nanoTime);
      if (level.equals(RERUN)) {
        rerun(verdict, store, threads, progress);
      } else {
        DeriveAudit.addTo(verdict, store, threads, progress);
      }
    }
  }

  private static void rerun(Verdict verdict, StoreReader store, int threads, RunListener progress) {
    try {
      Path scratch = Files.createTempDirectory("malfl-audit");
      try {
        Interruption.watch(
            () -> deleteWhatIsThere(scratch),
            () -> {
              RerunAudit.addTo(verdict, store, scratch, threads, progress);
              return verdict;
            });
      } finally {
        delete(scratch);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new EnvironmentException(
          "cannot use a temporary folder in "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + e.getMessage()
              + "); make space there, or name another one: java -Djava.io.tmpdir=DIR -jar …",
          e);
    }
  }

  /** While the process ends, the rerun may still be writing, so this is tried some times. */
  private static void deleteWhatIsThere(Path folder) {
    for (int attempts = 0; attempts < 20 && Files.exists(folder); attempts++) {
      try {
        delete(folder);
        Thread.sleep(50);
      } catch (IOException | UncheckedIOException busy) {
        // Files came or went meanwhile.
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static List<String> text(Verdict verdict, String level) {
    TextTable checks = new TextTable(List.of("check", "made", "failed"));
    verdict
        .checks()
        .forEach(
            (check, made) ->
                checks.add(List.of(check, made.toString(), "" + verdict.failed(check))));
    List<String> lines = new ArrayList<>(checks.lines());
    if (!verdict.passed()) {
      TextTable findings = TextTable.ofTexts(List.of("place", "check", "what differs"));
      verdict.findings().stream()
          .limit(MOST_FINDINGS)
          .forEach(
              finding ->
                  findings.add(List.of(finding.place(), finding.check(), finding.difference())));
      lines.add("");
      lines.addAll(findings.lines());
    }
    int more = verdict.findings().size() - MOST_FINDINGS;
    if (more > 0) {
      lines.add("and " + more + " more; --json prints all");
    }
    if (verdict.passed()) {
      lines.add("Passed at level " + level + ".");
    }
    lines.addAll(notes(verdict.notes()));
    return lines;
  }

  /** A line for each note; what is said of several places, "place: note", is said once. */
  private static List<String> notes(List<String> notes) {
    Map<String, List<String>> places = new LinkedHashMap<>();
    for (String note : notes) {
      int colon = note.indexOf(": ");
      places
          .computeIfAbsent(colon < 0 ? note : note.substring(colon + 2), same -> new ArrayList<>())
          .add(colon < 0 ? "" : note.substring(0, colon + 2));
    }
    List<String> lines = new ArrayList<>();
    places.forEach(
        (said, where) ->
            lines.add(
                "note: "
                    + where.get(0)
                    + said
                    + (where.size() == 1 ? "" : " (so of " + where.size() + " stages)")));
    return lines;
  }
}
