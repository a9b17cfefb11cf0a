package org.malfl.inverse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.malfl.core.SeedTree;
import org.malfl.games.Observations;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;
import org.malfl.reference.ReferenceFiles;

/**
 * The measurements of docs/identify.md, a line per run in {@code target/identifications.csv}.
 *
 * <p>{@code identify KIND VALUE FIRST LAST [STAGES EPISODES STEPS]}: learners of a family of rules,
 * seeds FIRST to LAST, homogeneous and heterogeneous rewards in turn; {@code intervals} in its
 * place: only constant against power steps, and no held-out test. {@code alarms KIND VALUE FIRST
 * LAST STAGES EPISODES STEPS}: the held-out test alone, of the true rule. {@code others FIRST LAST
 * STAGES EPISODES STEPS}: identification and held-out test of learners that no rule describes.
 */
final class ManyIdentifications {
  private static final LearnerModel LEARNER =
      new LearnerModel(ReferenceFiles.ALPHA, ReferenceFiles.GAMMA);
  private static final List<RuleFamily> STEPS =
      List.of(RuleFamily.of("constant step"), RuleFamily.of("power step"));
  private static final Path FILE = Path.of("target", "identifications.csv");

  private ManyIdentifications() {}

  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    if (words.get(0).equals("others")) {
      for (int seed = number(words, 1); seed <= number(words, 2); seed++) {
        for (OtherLearners other : OtherLearners.values()) {
          List<Observations> datasets =
              other.run(family(seed), number(words, 3), number(words, 4), number(words, 5), seed);
          identify(STEPS, other.name(), Double.NaN, seed, datasets);
        }
      }
      return;
    }
    UpdateRule rule = RuleFamily.of(words.get(1)).rule().apply(Double.parseDouble(words.get(2)));
    int stages = words.size() > 5 ? number(words, 5) : 10;
    int episodes = words.size() > 6 ? number(words, 6) : 300;
    int steps = words.size() > 7 ? number(words, 7) : 1000;
    for (int seed = number(words, 3); seed <= number(words, 4); seed++) {
      List<Observations> datasets =
          OtherLearners.run(rule, family(seed), stages, episodes, steps, seed);
      if (words.get(0).equals("alarms")) {
        HeldOutImprovement test = test(datasets, family(seed), rule, seed);
        write(
            "alarms,%s,%s,%d,%d x %d x %d,%.4f,%.2f",
            words.get(1),
            words.get(2),
            seed,
            stages,
            episodes,
            steps,
            test.probability(),
            test.ratio());
      } else {
        List<RuleFamily> families = words.get(0).equals("identify") ? RuleFamily.REGISTERED : STEPS;
        identify(families, words.get(1), Double.parseDouble(words.get(2)), seed, datasets);
      }
    }
  }

  private static int number(List<String> words, int index) {
    return Integer.parseInt(words.get(index));
  }

  private static String family(int seed) {
    return seed % 2 == 0 ? "homogeneous" : "heterogeneous";
  }

  private static void identify(
      List<RuleFamily> families, String kind, double value, int seed, List<Observations> datasets)
      throws IOException {
    long start = System.nanoTime();
    LearnerIdentification.Outcome outcome =
        LearnerIdentification.of(
            ObservedStages.of(ReferenceFiles.game(family(seed)), datasets),
            LEARNER,
            OtherLearners.priors(),
            families,
            steps -> {});
    LearnerIdentification.FamilyProfile best = outcome.best();
    double second = Double.POSITIVE_INFINITY;
    List<String> left = new ArrayList<>();
    for (LearnerIdentification.FamilyProfile family : outcome.families()) {
      if (!family.equals(best)) {
        second = Math.min(second, family.lacks());
      }
      if (!family.rejected()) {
        left.add(family.family().name());
      }
    }
    LearnerIdentification.Interval interval =
        best.profile()
            .interval()
            .orElse(
                new LearnerIdentification.Interval(
                    Double.NaN,
                    Double.NaN,
                    new LearnerIdentification.Range(Double.NaN, Double.NaN)));
    double seconds = (System.nanoTime() - start) * 1e-9;
    HeldOutImprovement test =
        families.equals(RuleFamily.REGISTERED) || Double.isNaN(value)
            ? test(datasets, family(seed), best.rule(), seed)
            : new HeldOutImprovement(List.of(), List.of(), 1, 1);
    write(
        "identify,%s,%s,%d,%d,%s,%.5f,%.5f,%.5f,%s,%.1f,%.5f,%.5f,%.5f,%.3f,%.4f,%.2f,%.1f",
        kind,
        value,
        seed,
        datasets.get(0).episodes(),
        String.join("; ", left),
        best.profile().best().parameter(),
        interval.lower(),
        interval.upper(),
        interval.contains(value) ? "inside" : "outside",
        second,
        outcome.gamma().best().parameter(),
        outcome.joint(outcome.gamma()).lower(),
        outcome.joint(outcome.gamma()).upper(),
        outcome.correlation(),
        test.probability(),
        test.ratio(),
        seconds);
  }

  private static HeldOutImprovement test(
      List<Observations> datasets, String family, UpdateRule rule, int seed) {
    return HeldOutImprovement.of(
        ObservedStages.of(ReferenceFiles.game(family), datasets),
        OtherLearners.priors(),
        LEARNER,
        rule,
        SeedTree.root(seed).child("held_out"),
        steps -> {});
  }

  private static void write(String format, Object... values) throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(
        FILE,
        String.format(Locale.ROOT, format, values) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
