package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.reference.ReferenceFiles;

class PolicyChangeTest {
  @ParameterizedTest
  @ValueSource(strings = {"homogeneous", "heterogeneous"})
  void changeOfTheExactPoliciesIsThatOfTheReference(String family) {
    List<JointPolicy> policies = ReferenceFiles.exactPolicies(family);
    List<String[]> rows = ReferenceFiles.rows("exact_kl_" + family + ".csv");
    for (String[] row : rows.subList(1, rows.size())) {
      int h = Integer.parseInt(row[0]);
      int agent = Integer.parseInt(row[1]);
      PolicyChange change =
          PolicyChange.of(policies.get(h).agent(agent), policies.get(h + 1).agent(agent));
      // The reference prints nine digits.
      assertEquals(Double.parseDouble(row[2]), change.mean(), 1e-9);
      assertEquals(Double.parseDouble(row[3]), change.largest(), 1e-9);
    }
    assertEquals(20, rows.size() - 1);
  }

  @Test
  void policiesOfOtherSizesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> PolicyChange.of(TabularPolicy.uniform(2, 2), TabularPolicy.uniform(3, 2)));
  }
}
