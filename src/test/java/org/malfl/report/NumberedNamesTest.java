package org.malfl.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumberedNamesTest {
  @Test
  void aKindLeavesOutNumbersAfterUnderscores() {
    assertEquals("a/stage_*/x_*.npy", NumberedNames.kind("a/stage_07/x_12.npy"));
    assertEquals("reward_pairs_*_agent_*", NumberedNames.kind("reward_pairs_1_agent_0"));
    assertEquals("superseded/1/table1.csv", NumberedNames.kind("superseded/1/table1.csv"));
    assertEquals("a_1b", NumberedNames.kind("a_1b"));
  }

  @Test
  void aRangeGoesByNumbersNotByText() {
    assertEquals(
        "f/stage_2 … stage_10/policy.npy",
        NumberedNames.range(
            List.of("f/stage_10/policy.npy", "f/stage_9/policy.npy", "f/stage_2/policy.npy")));
    assertEquals(
        "pairs_01 … pairs_02/agent_0 … agent_1",
        NumberedNames.range(List.of("pairs_01/agent_0", "pairs_01/agent_1", "pairs_02/agent_0")));
    assertEquals("f/plots", NumberedNames.range(List.of("f/plots")));
  }
}
