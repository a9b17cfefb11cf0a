package org.malfl.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SeedTreeTest {
  @Test
  void theSeedOfAPathIsTheStartOfItsSha256() {
    // printf '2/ma_spi/homogeneous/0' | sha256sum | cut -c1-16
    SeedTree stage = SeedTree.root(2).child("ma_spi").child("homogeneous").child(0);
    assertEquals("2/ma_spi/homogeneous/0", stage.toString());
    assertEquals(Long.parseUnsignedLong("b5427464b1794ce0", 16), stage.seed());
  }

  @Test
  void theGeneratorIsSplitMix64() {
    // Steele, Lea and Flood 2014: state += 0x9e3779b97f4a7c15, then two xor-shift multiplications.
    long state = SeedTree.root(7).seed() + 0x9e3779b97f4a7c15L;
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    assertEquals(z ^ (z >>> 31), SeedTree.root(7).generator().nextLong());
  }

  @Test
  void namesAreNotConfusedWithTheirConcatenation() {
    SeedTree root = SeedTree.root(1);
    assertNotEquals(root.child("ab").child("c").seed(), root.child("a").child("bc").seed());
    assertNotEquals(root.child(11).seed(), root.child(1).child(1).seed());
    assertThrows(IllegalArgumentException.class, () -> root.child("a/b"));
    assertThrows(IllegalArgumentException.class, () -> root.child(""));
  }
}
