package org.malfl.audit;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** As {@link HonestRunsTest}, for the figure in docs/validation.md. */
class ManyHonestRuns {
  @Test
  void nothingIsFoundInAThousandHonestRuns() throws IOException {
    new HonestRuns().audit(1000);
  }
}
