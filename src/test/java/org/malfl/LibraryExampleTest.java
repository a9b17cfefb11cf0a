package org.malfl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.malfl.games.MarkovGame;
import org.malfl.metrics.RewardScore;

class LibraryExampleTest {
  @Test
  void theExampleRecoversWhatItsFirstAgentWants() {
    MarkovGame game = new LibraryExample.Ring();
    RewardScore score = RewardScore.of(LibraryExample.recover(), game.rewards(0));
    assertTrue(score.pearson().value().orElseThrow() > 0.75, score.toString());
  }

  @Test
  void theGuidePrintsTheExampleAsItIsTested() throws IOException {
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/org/malfl/LibraryExample.java"));
    int begin = source.indexOf("    // example begins");
    int end = source.indexOf("    // example ends");
    String example = String.join("\n", source.subList(begin + 1, end)).stripIndent();
    String guide = Files.readString(Path.of("docs/library.md"));
    assertEquals(true, guide.contains(example), "docs/library.md differs from LibraryExample");
  }
}
