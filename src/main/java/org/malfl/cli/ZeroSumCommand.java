package org.malfl.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.experiments.ImitationPlots;
import org.malfl.experiments.ZeroSumRun;
import org.malfl.experiments.ZeroSumSettings;
import org.malfl.io.CsvTable;
import org.malfl.report.TextTable;

/** {@code zero-sum}: imitation of players who could have won elsewhere. */
final class ZeroSumCommand implements Command {
  private static final String BY_DEFAULT = "outputs/zero_sum";
  private static final List<String> LISTS = List.of("magail-seeds", "bc-seeds");
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
          "collect-every",
          "reward-style",
          "gradient");

  private final Clock clock;

  /** The command; the clock serves logs and the run's record only. */
  ZeroSumCommand(Clock clock) {
    this.clock = clock;
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
  public CommandOptions options() {
    return ImitationOptions.addTo(
        new CommandOptions()
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
            .value("collect-every", "N", "epochs between logged points; default: 10")
            .value(
                "reward-style",
                "NAME",
                "non_saturating (log-d, the default) or gail (neg-log-one-minus-d)")
            .value("gradient", "NAME", "sampled (default) or exact: free of noise"),
        BY_DEFAULT);
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar zero-sum --epochs 1000");
  }

  private record Tables(CsvTable curves, CsvTable policies) {}

  @Override
  public void run(ParsedOptions options, Console console) {
    int threads = options.whole("threads", 1, 4096, Runtime.getRuntime().availableProcessors());
    ConfigProblems problems = new ConfigProblems();
    ImitationPlots plots = ImitationOptions.plots(options, problems);
    ConfigNode.Mapping given = new ConfigNode.Mapping("options", new LinkedHashMap<>());
    ImitationOptions.lists(options, LISTS, given);
    ImitationOptions.values(options, VALUES, given);
    ZeroSumRun run = new ZeroSumRun(ZeroSumSettings.read(given, problems), plots);
    boolean quiet = options.has("quiet");
    if (plots.draw()) {
      RunSession.requireText("or leave pictures out: --no-plots");
    }
    RunSession.Finished<Tables> finished =
        new RunSession(
                ImitationOptions.folder(options, BY_DEFAULT),
                clock,
                threads,
                options.has("force"),
                console)
            .run(
                run,
                ImitationOptions.ANOTHER_FOLDER,
                quiet,
                (store, reader, stages) -> {
                  store.publish(run.results(reader, stages), stages);
                  return new Tables(run.curves(reader), run.policies(reader));
                });
    if (!quiet) {
      console.print(text(finished.result()));
      console.print(
          finished.closing(
              ZeroSumRun.CURVES
                  + ": every logged point; "
                  + ZeroSumRun.POLICIES
                  + ": who does what where; pictures/"));
    }
  }

  private static List<String> text(Tables tables) {
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
    for (String method : new LinkedHashSet<>(tables.curves().column("method"))) {
      CsvTable ofMethod = tables.curves().where("method", method);
      for (String seed : new LinkedHashSet<>(ofMethod.column("seed"))) {
        CsvTable curve = ofMethod.where("seed", seed);
        CsvTable detour =
            tables.policies().where("method", method).where("seed", seed).where("state", "detour");
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
