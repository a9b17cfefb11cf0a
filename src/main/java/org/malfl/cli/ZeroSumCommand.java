package org.malfl.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.experiments.ImitationPlots;
import org.malfl.experiments.PointBands;
import org.malfl.experiments.ZeroSumRun;
import org.malfl.experiments.ZeroSumSettings;
import org.malfl.io.CsvTable;
import org.malfl.metrics.Band;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.report.TextTable;

/** {@code zero-sum}: imitation of players who could have won elsewhere. */
final class ZeroSumCommand extends ImitationCommand {
  private static final List<String> LISTS = List.of("magail-seeds", "bc-seeds", "query-seeds");
  private static final List<String> VALUES =
      List.of(
          "expert-action",
          "expert-total",
          "epochs",
          "rollout-episodes",
          "episode-length",
          "batch-size",
          "lr-policy",
          "lr-disc",
          "beta",
          "gamma",
          "bc-samples",
          "bc-eval-every",
          "bc-smoothing",
          "query-total",
          "random-games",
          "random-states",
          "random-actions",
          "collect-every",
          "reward-style",
          "gradient");

  /** The command; the clock serves logs and the run's record only. */
  ZeroSumCommand(Clock clock) {
    super(clock, "outputs/zero_sum");
  }

  @Override
  public String name() {
    return "zero-sum";
  }

  @Override
  public String summary() {
    return "imitators whose occupancy is the expert's and who can be exploited";
  }

  @Override
  CommandOptions ownOptions() {
    return new CommandOptions()
        .value("expert-action", "A", "what both experts do everywhere; default: 2")
        .value("expert-total", "N", "pairs in the expert's data; default: 1000")
        .values("magail-seeds", "N M...", "of adversarial learners; default: 42 123 456")
        .values("bc-seeds", "N M...", "of learners that clone; default: 42 123 456")
        .value("epochs", "N", "of adversarial training; default: 1000")
        .value("rollout-episodes", "N", "episodes of an epoch; default: 200")
        .value("episode-length", "N", "steps of an episode; default: 50")
        .value("batch-size", "N", "samples of a step; default: 128")
        .value("lr-policy", "X", "Adam's step of policies; default: 0.01")
        .value("lr-disc", "X", "Adam's step of the discriminator; default: 0.01")
        .value("beta", "X", "entropy bonus; default: 0")
        .value("gamma", "X", "discount; default: 0.9")
        .value("bc-samples", "N", "pairs that a cloning learner sees; default: 128000")
        .value("bc-eval-every", "N", "pairs between its logged points; default: 1280")
        .value("bc-smoothing", "X", "added to its counts; default: 0, uniform where unseen")
        .values("query-seeds", "N M...", "of learners that ask off the path; default: 42 123 456")
        .value("query-total", "N", "how often they ask; default: 10000")
        .value("random-games", "N", "the same in this many random games; default: 0")
        .value("random-states", "N", "of each random game; default: 20")
        .value("random-actions", "N", "of a player in each random game; default: 3")
        .value("collect-every", "N", "epochs between logged points; default: 10")
        .value(
            "reward-style",
            "NAME",
            "non_saturating (log-d, the default) or gail (neg-log-one-minus-d)")
        .value("gradient", "NAME", "sampled (default) or exact: free of noise");
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar zero-sum --epochs 1000");
  }

  @Override
  Study study(ParsedOptions options, ImitationPlots plots, ConfigProblems problems) {
    ConfigNode.Mapping given = new ConfigNode.Mapping("options", new LinkedHashMap<>());
    lists(options, LISTS, given);
    values(options, VALUES, given);
    ZeroSumRun run = new ZeroSumRun(ZeroSumSettings.read(given, problems), plots);
    return new Study(
        run,
        reader -> text(run, reader),
        ZeroSumRun.CURVES
            + ": every logged point; "
            + ZeroSumRun.POLICIES
            + ": who does what where"
            + (plots.draw() ? "; pictures/" : ""));
  }

  private static List<String> text(ZeroSumRun run, ArtifactReader reader) {
    CsvTable curves = run.curves(reader);
    CsvTable policies = run.policies(reader);
    CsvTable bounds = run.bounds(reader);
    TextTable table =
        new TextTable(
            List.of(
                "method",
                "seed",
                "queries",
                "exploitability",
                "NashConv",
                "occupancy",
                "detour 0",
                "detour 1"));
    for (String method : new LinkedHashSet<>(curves.column("method"))) {
      CsvTable ofMethod = curves.where("method", method);
      for (String seed : new LinkedHashSet<>(ofMethod.column("seed"))) {
        CsvTable curve = ofMethod.where("seed", seed);
        CsvTable detour =
            policies.where("method", method).where("seed", seed).where("state", "detour");
        int last = curve.size() - 1;
        table.add(
            List.of(
                method,
                seed,
                curve.column("expert_queries").get(last),
                number(curve, "exploitability", last),
                number(curve, "nash_conv", last),
                number(curve, "occupancy_distance", last),
                policy(detour, 0),
                policy(detour, 1)));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("At the last logged point, exact. occupancy: total variation to the expert's.");
    lines.add("detour: probabilities of the three actions, of each player, where nobody goes.");
    lines.addAll(table.lines());
    lines.add(
        "With exactly the expert's occupancy exploitability may be anything up to "
            + number(bounds, "largest_exploitability", 0));
    run.randomGames(reader).ifPresent(random -> lines.addAll(randomGames(random, bounds)));
    return lines;
  }

  private static List<String> randomGames(CsvTable random, CsvTable bounds) {
    Set<String> methods = new LinkedHashSet<>(random.column("method"));
    List<String> header = new ArrayList<>(List.of("queries"));
    methods.forEach(method -> header.addAll(List.of(method, "90 %")));
    TextTable table = new TextTable(header);
    double[] queries = Arrays.stream(random.numbers("expert_queries")).distinct().toArray();
    List<PointBands> bands =
        methods.stream()
            .map(method -> random.where("method", method).numbers("exploitability"))
            .map(values -> PointBands.of(values, queries.length))
            .toList();
    for (int point = 0; point < queries.length; point++) {
      List<String> row = new ArrayList<>(List.of("" + (long) queries[point]));
      for (PointBands ofMethod : bands) {
        Band band = ofMethod.points().get(point);
        row.add(String.format(Locale.ROOT, "%.4f", band.median()));
        row.add(String.format(Locale.ROOT, "%.4f", band.ninetieth()));
      }
      table.add(row);
    }
    double[] unreached = bounds.numbers("unreached_states");
    long withUnreached = Arrays.stream(unreached).skip(1).filter(states -> states > 0).count();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "Exploitability in %d random games, median and nine tenths; in %d the expert leaves states out."
            .formatted(unreached.length - 1, withUnreached));
    lines.addAll(table.lines());
    return lines;
  }

  private static String number(CsvTable rows, String column, int row) {
    return String.format(Locale.ROOT, "%.4f", rows.numbers(column)[row]);
  }

  private static String policy(CsvTable rows, int player) {
    return String.format(
        Locale.ROOT,
        "%.2f %.2f %.2f",
        rows.numbers("action_0")[player],
        rows.numbers("action_1")[player],
        rows.numbers("action_2")[player]);
  }
}
