package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.malfl.config.ConfigException;
import org.malfl.config.ConfigNode;
import org.malfl.config.ConfigProblems;
import org.malfl.config.Setting;
import org.malfl.config.YamlFile;
import org.malfl.core.EnvironmentException;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.softpi.ExactEvaluator;
import org.malfl.softpi.TdEvaluator;

class ReproduceSettingsTest {
  static ReproduceSettings read(String yaml) {
    ConfigProblems problems = new ConfigProblems();
    return ReproduceSettings.read(
        YamlFile.read("c.yaml", yaml.getBytes(UTF_8), problems), false, problems);
  }

  private static List<String> problems(String yaml) {
    return assertThrows(ConfigException.class, () -> read(yaml)).problems();
  }

  private static ReproduceSettings recorded(String settings) {
    ConfigProblems problems = new ConfigProblems();
    return ReproduceSettings.recorded(
        YamlFile.read("summary.json", settings.getBytes(UTF_8), problems), problems);
  }

  @Test
  void aRunThatDoesNotFitHereIsNoForgeryButOneThatFitsNowhereIs() {
    assertThrows(
        ConfigException.class,
        () -> recorded("maspi: {episodes: 1000000, episode_length: 100000}"));
    // The matrices of as many joint states need 1.7 TB.
    EnvironmentException tooLarge =
        assertThrows(
            EnvironmentException.class,
            () ->
                recorded(
                    "environment: {grid_size: 24, goal: [1, 1]}\n"
                        + "maspi: {evaluation: exact, episodes: 1, episode_length: 1}"));
    assertTrue(
        tooLarge.getMessage().startsWith("this run does not fit here: "), tooLarge.getMessage());
  }

  @Test
  void aRewardOfJointActionsIsRefusedSinceNoDataTellItsMeans() {
    for (String estimator : List.of("bellman-consistent", "replay")) {
      assertEquals(
          List.of(
              "c.yaml:2: optimization."
                  + estimator
                  + ".reward: found joint, of whose mean in a joint state no data say anything: a"
                  + " potential that nobody sees may give it any value (docs/method.md, What can be"
                  + " known); valid state, own-action"),
          problems("optimization:\n  " + estimator + ": {reward: joint}\n"));
    }
  }

  @Test
  void configYamlHoldsEverySettingAtItsDefault() throws IOException {
    String yaml = Files.readString(Path.of("config.yaml"));
    assertEquals(read(""), read(yaml));
    assertEquals(
        keys("", ReproduceSettings.schema().tree(read(""))),
        keys("", tree(YamlFile.read("c.yaml", yaml.getBytes(UTF_8), new ConfigProblems()))));
  }

  @Test
  void everyLineOfConfigYamlThatSetsAValueHasACommentWithItsSource() throws IOException {
    for (String line : Files.readAllLines(Path.of("config.yaml"))) {
      if (line.matches("\\s*[a-z_]+: .*") && !line.matches("\\s*[a-z_]+:\\s*#.*")) {
        assertTrue(line.matches(".*#.*\\[(authors|paper|malfl)]"), line);
      }
    }
  }

  @Test
  void everyNumberInConfigYamlStandsBesideItsRange() throws IOException {
    List<String> ranges = new ArrayList<>();
    for (Class<? extends Record> type :
        List.of(
            ReproduceSettings.class,
            GridSettings.class,
            MaSpiSettings.class,
            ReproduceSettings.PolicyEstimationSettings.class,
            ReproduceSettings.PolicyOptimization.class,
            ReproduceSettings.LoggingSettings.class,
            PaperRecovery.Settings.class,
            NetworkEstimator.Settings.class,
            NetworkPolicyEstimation.Settings.class)) {
      for (RecordComponent component : type.getRecordComponents()) {
        String range = component.getAnnotation(Setting.class).range();
        if (!range.isEmpty()) {
          ranges.add(
              component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
                  + ": .*# .*"
                  + Pattern.quote(range));
        }
      }
    }
    String yaml = Files.readString(Path.of("config.yaml"));
    for (String range : ranges) {
      assertTrue(Pattern.compile(range).matcher(yaml).find(), range);
    }
  }

  private static Object tree(ConfigNode node) {
    if (node instanceof ConfigNode.Mapping mapping) {
      Map<String, Object> tree = new TreeMap<>();
      mapping.members().forEach((key, member) -> tree.put(key, tree(member.value())));
      return tree;
    }
    return "";
  }

  private static SortedSet<String> keys(String path, Object tree) {
    SortedSet<String> keys = new TreeSet<>(List.of(path));
    if (tree instanceof Map<?, ?> map) {
      map.forEach((key, value) -> keys.addAll(keys(path + "." + key, value)));
    }
    return keys;
  }

  @Test
  void stepSizesAndEvaluationsBecomeTheLearnersThatTheyDescribe() {
    assertEquals(
        new TdEvaluator(new UpdateRule.TemporalDifferences(new StepSize.Constant(0.1))),
        read("").maspi().evaluator());
    assertEquals(
        new TdEvaluator(
            new UpdateRule.TemporalDifferences(
                new StepSize.Power(0.7),
                UpdateRule.Averaging.SECOND_HALF,
                UpdateRule.NextAction.DRAWN)),
        read("maspi: {step_size: {rule: power}, averaging: second-half}").maspi().evaluator());
    assertEquals(
        new TdEvaluator(
            new UpdateRule.TemporalDifferences(
                new StepSize.Constant(0.1),
                UpdateRule.Averaging.NONE,
                UpdateRule.NextAction.EXPECTED)),
        read("maspi: {next_action: expected}").maspi().evaluator());
    assertTrue(read("maspi: {evaluation: exact}").maspi().evaluator() instanceof ExactEvaluator);
  }

  @Test
  void familiesRunInTheOrderOfTheConfigurationWhateverOrderIsAskedFor() {
    ReproduceSettings settings =
        read("environment: {reward_families: [heterogeneous, homogeneous]}");
    assertEquals(
        List.of("homogeneous", "heterogeneous"), settings.environment().selectedFamilies());
  }

  @Test
  void familiesOfOnesOwnAllRunWhenNoneIsNamed() {
    ReproduceSettings settings =
        read("environment: {families: {shy: [{goal: -1}, {goal: -1}], bold: [{}, {others: 1}]}}");
    assertEquals(List.of("shy", "bold"), settings.environment().selectedFamilies());
  }

  @Test
  void whatNeedsTheMemoryIsWhatIsBlamed() {
    String problem = problems("maspi: {episodes: 1000000000, episode_length: 1}").get(0);
    assertTrue(problem.startsWith("c.yaml:1: maspi.episodes: found datasets and buffers"), problem);
  }

  @Test
  void fastLowersTheBudgetAndNothingElse() {
    ReproduceSettings fast = read("alpha: 2").fast();
    assertEquals(3, fast.maspi().iterations());
    assertEquals(50, fast.maspi().episodes());
    assertEquals(100, fast.maspi().episodeLength());
    assertEquals(2, fast.alpha());
    assertEquals(2, read("maspi: {iterations: 2, episodes: 7}").fast().maspi().iterations());
    assertEquals(7, read("maspi: {iterations: 2, episodes: 7}").fast().maspi().episodes());
  }

  @Test
  void environmentsThatDoNotFitTogetherAreRejected() {
    assertEquals(
        List.of(
            "c.yaml:3: environment.start[1]: found [0, 3]; valid [row, column], each in [0, 2]",
            "c.yaml:4: environment.families.logs: found the family name 'logs'; valid up"
                + " to 64 letters, digits, '_' and '-', a letter or digit first, and none of malfl's"
                + " own names (all, checkpoints, coordination, logs, plots, studies, superseded, zero_sum)",
            "c.yaml:4: environment.families.logs: found weights of 1 agents; valid one per start,"
                + " 2",
            "c.yaml:5: environment.reward_families[0]: found unknown family 'log'; valid logs; did"
                + " you mean 'logs'?"),
        problems(
            """
            environment:
              goal: [2, 1]
              start: [[0, 0], [0, 3]]
              families: {logs: [{goal: 1}]}
              reward_families: [log]
            """));
    assertEquals(
        List.of(
            "c.yaml:1: environment.start[1]: found the goal [2, 2]; valid a cell that is not the"
                + " goal"),
        problems("environment: {start: [[0, 0], [2, 2]]}"));
    assertEquals(
        List.of(
            "c.yaml:1: environment.reward_families[1]: found 'homogeneous' again; valid each family"
                + " once"),
        problems("environment: {reward_families: [homogeneous, homogeneous]}"));
  }

  @Test
  void picturesThatCannotBeAreRejected() {
    assertEquals(
        List.of(
            "c.yaml:2: plots.formats[1]: found unknown value 'jpg'; valid png, svg, pdf",
            "c.yaml:3: plots.draw: found the text 'perhaps'; valid true or false"),
        problems("plots:\n  formats: [svg, jpg]\n  draw: perhaps\n"));
    assertEquals(
        List.of("c.yaml:1: plots.formats[2]: found 'png' again; valid each format once"),
        problems("plots: {formats: [png, svg, png]}"));
    assertEquals(
        List.of("c.yaml:1: plots.opponent_cell: found [0, 3]; valid [row, column], each in [0, 2]"),
        problems("plots: {opponent_cell: [0, 3]}"));
  }

  @Test
  void whatDoesNotFitIntoMemoryIsRejectedWithTheEstimate() {
    String problem = problems("environment:\n  grid_size: 60\n").get(0);
    assertTrue(
        problem.startsWith(
            "c.yaml:2: environment.grid_size: found a game of 12960000 joint states and 25 joint"
                + " actions, which needs about "),
        problem);
    assertEquals(
        List.of(
            "c.yaml:1: maspi.episodes: found a dataset of 18.63 GiB in a stage; valid less than 2"
                + " GiB: fewer episodes or shorter ones"),
        problems("maspi: {episodes: 10000000}"));
  }

  @Test
  void theTreeOfSettingsLeavesOutWhereResultsGoAndHowTheyAreDrawn() {
    ReproduceSettings here = read("logging: {base_dir: here}\nplots: {draw: false}");
    assertEquals(read("").tree(), here.tree());
  }
}
