package org.malfl.audit;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HonestRunsTest {
  @Test
  void nothingIsFoundInThirtyHonestRuns() throws IOException {
    new HonestRuns().audit(30);
  }
}
