package org.malfl.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BandTest {
  /** numpy.quantile([3.5, -1, 7, 2.25, 0.5, 10], [0.1, 0.9]) is [-0.25, 8.5]. */
  @Test
  void quantilesAreThoseOfNumPy() {
    Band band = Band.of(new double[] {3.5, -1, 7, 2.25, 0.5, 10});
    assertEquals(6, band.count());
    assertEquals(22.25 / 6, band.mean(), 1e-15);
    assertEquals(-1, band.least());
    assertEquals(-0.25, band.tenth(), 1e-15);
    assertEquals(2.875, band.median(), 1e-15);
    assertEquals(8.5, band.ninetieth(), 1e-15);
    assertEquals(10, band.most());
  }

  @Test
  void ofOneNumberAllAreThatNumber() {
    assertEquals(new Band(1, 2, 2, 2, 2, 2, 2), Band.of(new double[] {2}));
  }

  @Test
  void ofNoneThereIsNone() {
    assertThrows(IllegalArgumentException.class, () -> Band.of(new double[0]));
  }
}
