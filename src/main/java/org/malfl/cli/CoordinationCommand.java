package org.malfl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.experiments.CoordinationRun;
import org.malfl.experiments.CoordinationSettings;
import org.malfl.experiments.ImitationPlots;
import org.malfl.io.CsvTable;
import org.malfl.report.TextTable;

/** {@code coordination}: adversarial imitation in the coordination game. */
final class CoordinationCommand extends ImitationCommand {
  private static final String PRESET = "preset";

  /** What presets set, by their name. */
  private static final Map<String, String> PRESETS =
      Map.of(
          "entropy-exp",
          "{}",
          "coordination",
          "{epochs: 4000, betas: [0, 0.1, 0.5, 1, 2, 5], batch_size: 32}");

  private static final List<String> LISTS = List.of("expert-type", "betas", "seeds");
  private static final List<String> VALUES =
      List.of(
          "epochs",
          "rollout-episodes",
          "eval-episodes",
          "lr-policy",
          "lr-disc",
          "reward-style",
          "batch-size",
          "collect-every",
          "aa-ratio",
          "noise-level",
          "gradient",
          "signal");

  /** The command; the clock serves logs and the run's record only. */
  CoordinationCommand(Clock clock) {
    super(clock, "outputs/entropy_exp");
  }

  @Override
  public String name() {
    return "coordination";
  }

  @Override
  public String summary() {
    return "what matching occupancies makes of experts who coordinate";
  }

  @Override
  CommandOptions ownOptions() {
    return new CommandOptions()
        .values(
            "expert-type", "A B...", "mixed, bimodal, asymmetric, noisy, all_AA; default: bimodal")
        .values("betas", "X Y...", "entropy bonuses; default: 0 0.1 0.5 1 5")
        .values("seeds", "N M...", "of learners; default: 42 123 456 789 999")
        .value("epochs", "N", "of training; default: 400")
        .value("rollout-episodes", "N", "plays of an epoch; default: 200")
        .value("eval-episodes", "N", "plays of the sampled evaluation; default: 5000")
        .value("lr-policy", "X", "Adam's step of policies; default: 0.01")
        .value("lr-disc", "X", "Adam's step of the discriminator; default: 0.01")
        .value(
            "reward-style",
            "NAME",
            "non_saturating (log-d, the default) or gail (neg-log-one-minus-d)")
        .flag("policy-init-uniform", "policies start uniform; else nearly so, at random")
        .value("batch-size", "N", "samples of a step; default: 64")
        .value("collect-every", "N", "epochs between logged points; default: 10")
        .value("aa-ratio", "X", "AA among the expert's AA and BB; default: 0.5, asymmetric 0.7")
        .value("noise-level", "X", "AB and BA of the expert noisy; default: 0.1")
        .value("gradient", "NAME", "sampled (default) or exact: free of noise")
        .value("signal", "K", "values of a public signal that both see; default: 1, none")
        .value(
            PRESET, "NAME", "entropy-exp (default), or coordination: 4000 epochs, batches of 32");
  }

  @Override
  public List<String> examples() {
    return List.of("java -jar target/malfl.jar coordination --expert-type bimodal --betas 0 5");
  }

  @Override
  Study study(ParsedOptions options, ImitationPlots plots, ConfigProblems problems) {
    CoordinationRun run =
        new CoordinationRun(CoordinationSettings.read(given(options), problems), plots);
    return new Study(
        run,
        reader -> text(run.seeds(reader)),
        CoordinationRun.RUNS
            + ": every pair of learners; "
            + CoordinationRun.SEEDS
            + ": what is above"
            + (plots.draw() ? "; pictures/" : ""));
  }

  private static ConfigNode.Mapping given(ParsedOptions options) {
    String preset = options.value(PRESET).orElse("entropy-exp").replace('_', '-');
    if (!PRESETS.containsKey(preset)) {
      throw new UsageException(
          "--" + PRESET + ": found '" + preset + "'; valid entropy-exp, coordination");
    }
    ConfigNode.Mapping given =
        YamlFile.read(
            "--" + PRESET + " " + preset,
            PRESETS.get(preset).getBytes(UTF_8),
            new ConfigProblems());
    lists(options, LISTS, given);
    values(options, VALUES, given);
    flag(options, "policy-init-uniform", given);
    return given;
  }

  private static List<String> text(CsvTable seeds) {
    TextTable table =
        new TextTable(
            List.of(
                "expert",
                "beta",
                "P(A) 0",
                "P(A) 1",
                "variance",
                "same",
                "JS",
                "floor",
                "AA",
                "BB",
                "both",
                "none"));
    for (int row = 0; row < seeds.size(); row++) {
      int of = row;
      table.add(
          List.of(
              seeds.column("expert_type").get(row),
              number("%s", seeds, "beta", of),
              number("%.3f", seeds, "p_a_0_mean", of),
              number("%.3f", seeds, "p_a_1_mean", of),
              number("%.4f", seeds, "p_a_0_variance", of),
              number("%.3f", seeds, "coordination_mean", of),
              number("%.4f", seeds, "js_distance_mean", of),
              number("%.4f", seeds, "floor", of),
              seeds.column("chose_aa").get(row),
              seeds.column("chose_bb").get(row),
              seeds.column("chose_both").get(row),
              seeds.column("chose_none").get(row)));
    }
    List<String> lines = new ArrayList<>();
    lines.add("Means over seeds, of the last policies, exact. variance: of P(A) 0 over seeds.");
    lines.add(
        "same: both do the same. JS: distance to the expert; floor: the least of independent policies.");
    lines.add("AA, BB, both (by the signal), none: how many seeds chose which convention.");
    lines.addAll(table.lines());
    return lines;
  }

  private static String number(String format, CsvTable rows, String column, int row) {
    double value = rows.numbers(column)[row];
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }
}
