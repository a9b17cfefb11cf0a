package org.malfl.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.malfl.artifacts.StoreReader;
import org.malfl.audit.HashAudit;
import org.malfl.audit.Verdict;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.report.TextTable;

/** {@code audit}: checks a run without changing it. */
final class AuditCommand implements Command {
  private static final int MOST_FINDINGS = 20;

  @Override
  public String name() {
    return "audit";
  }

  @Override
  public String summary() {
    return "checks every byte of a run against its manifests";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions().operand("DIR").flag("json", "print the verdict as JSON");
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar audit outputs");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    String name =
        options
            .operand()
            .orElseThrow(() -> new UsageException("found no DIR; valid the folder of a run"));
    Path folder = Path.of(name);
    if (!Files.isDirectory(folder)) {
      throw new UsageException("found no folder '" + name + "'; valid the folder of a run");
    }
    Verdict verdict = HashAudit.of(new StoreReader(folder));
    if (options.has("json")) {
      console
          .out()
          .print(
              new String(
                  CanonicalJson.write(verdict.tree()), java.nio.charset.StandardCharsets.UTF_8));
    } else {
      console.print(text(verdict));
    }
    if (!verdict.passed()) {
      throw new ArtifactException(
          name + ": " + verdict.findings().size() + " findings; this is not the run that was made");
    }
  }

  private static List<String> text(Verdict verdict) {
    TextTable table = new TextTable(List.of("check", "made", "failed"));
    for (Map.Entry<String, Integer> check : verdict.checks().entrySet()) {
      table.add(
          List.of(check.getKey(), "" + check.getValue(), "" + verdict.failed(check.getKey())));
    }
    List<String> lines = new ArrayList<>(table.lines());
    verdict.findings().stream()
        .limit(MOST_FINDINGS)
        .forEach(
            finding ->
                lines.add(
                    finding.place() + ": " + finding.difference() + " (" + finding.check() + ")"));
    int more = verdict.findings().size() - MOST_FINDINGS;
    if (more > 0) {
      lines.add("and " + more + " findings more; --json prints all");
    }
    verdict.notes().forEach(note -> lines.add("note: " + note));
    return lines;
  }
}
