package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.malfl.artifacts.StoreReader;
import org.malfl.audit.RunComparison;
import org.malfl.report.TextTable;

/** {@code compare}: two runs beside each other. */
final class CompareCommand implements Command {
  @Override
  public String name() {
    return "compare";
  }

  @Override
  public String summary() {
    return "what two runs set otherwise, where they part, how far they go";
  }

  @Override
  public CommandOptions options() {
    return new CommandOptions().operand("A").operand("B");
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar compare outputs outputs/seed_7");
  }

  @Override
  public void run(ParsedOptions options, Console console) {
    RunComparison runs =
        new RunComparison(
            new StoreReader(RunFolders.named(options, 0)),
            new StoreReader(RunFolders.named(options, 1)));
    if (runs.isSame()) {
      console.print(List.of("The same: all bytes of " + runs.same() + " stages and the results"));
      return;
    }
    console.print(text(runs));
    throw new DifferencesException();
  }

  private static List<String> text(RunComparison runs) {
    List<String> lines = new ArrayList<>();
    TextTable settings = new TextTable(List.of("setting", "A", "B"));
    runs.settings()
        .forEach(setting -> settings.add(List.of(setting.key(), setting.one(), setting.other())));
    part(lines, settings, runs.settings().isEmpty(), "The recorded settings are the same.");
    lines.add(
        "Stages: %d the same, %d with other bytes, %d only in A, %d only in B"
            .formatted(runs.same(), runs.different(), runs.onlyInOne(), runs.onlyInOther()));
    lines.add("");
    TextTable partings = new TextTable(List.of("stages that differ first", "because of"));
    runs.partings().forEach(parting -> partings.add(List.of(parting.stage(), parting.why())));
    part(lines, partings, runs.partings().isEmpty(), "");
    TextTable distances =
        new TextTable(List.of("arrays that differ", "files", "mean |A - B|", "largest |A - B|"));
    runs.distances()
        .forEach(
            distance ->
                distances.add(
                    List.of(
                        distance.arrays(),
                        "" + distance.files(),
                        number(distance.mean()),
                        number(distance.largest()))));
    part(lines, distances, runs.distances().isEmpty(), "");
    TextTable scores =
        new TextTable(
            List.of(
                "estimator",
                "family",
                "agent",
                "Pearson A",
                "Pearson B",
                "Spearman A",
                "Spearman B"));
    runs.scores()
        .forEach(
            score ->
                scores.add(
                    List.of(
                        score.estimator(),
                        score.family(),
                        score.agent(),
                        score(score.one().get(0)),
                        score(score.other().get(0)),
                        score(score.one().get(1)),
                        score(score.other().get(1)))));
    part(
        lines,
        scores,
        runs.scores().isEmpty(),
        runs.haveScores() ? "The scores are the same." : "");
    TextTable tables =
        new TextTable(List.of("results that differ", "rows", "mean |A - B|", "largest |A - B|"));
    // Correlations say how far such runs are apart; their tables hold little else.
    List<RunComparison.Distance> columns = runs.haveScores() ? List.of() : runs.tables();
    columns.forEach(
        column ->
            tables.add(
                List.of(
                    column.arrays(),
                    "" + column.files(),
                    number(column.mean()),
                    number(column.largest()))));
    part(lines, tables, columns.isEmpty(), "");
    lines.remove(lines.size() - 1);
    return lines;
  }

  private static void part(
      List<String> lines, TextTable table, boolean empty, String insteadOfEmpty) {
    if (!empty) {
      lines.addAll(table.lines());
    } else if (insteadOfEmpty.isEmpty()) {
      return;
    } else {
      lines.add(insteadOfEmpty);
    }
    lines.add("");
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3g", value);
  }

  /** A score of a table, which is empty where it is undefined. */
  private static String score(String cell) {
    return cell.isEmpty()
        ? "undefined"
        : String.format(Locale.ROOT, "%.3f", Double.parseDouble(cell));
  }
}
