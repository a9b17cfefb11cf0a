package org.malfl.games;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JointIndexTest {
  @Property(tries = 40)
  void indexOfThreeComponentsIsThatOfNestedLoops(@ForAll @IntRange(min = 1, max = 9) int base) {
    JointIndex index = new JointIndex(base, 3);
    int expected = 0;
    for (int c0 = 0; c0 < base; c0++) {
      for (int c1 = 0; c1 < base; c1++) {
        for (int c2 = 0; c2 < base; c2++) {
          assertEquals(expected, index.of(c0, c1, c2));
          assertEquals(c0, index.component(expected, 0));
          assertEquals(c1, index.component(expected, 1));
          assertEquals(c2, index.component(expected, 2));
          expected++;
        }
      }
    }
    assertEquals(expected, index.size());
  }

  @Test
  void thePapersFormulasHold() {
    assertEquals(9 * 4 + 7, new JointIndex(9, 2).of(4, 7));
    assertEquals(5 * 3 + 1, new JointIndex(5, 2).of(3, 1));
    assertEquals(3, new JointIndex(5, 2).components(0)[5 * 3 + 1]);
    assertEquals(1, new JointIndex(5, 2).components(1)[5 * 3 + 1]);
  }

  @Test
  void groupsHoldTheIndicesOfEachComponentInOrder() {
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, new JointIndex(3, 2).grouped(0));
    assertArrayEquals(new int[] {0, 3, 6, 1, 4, 7, 2, 5, 8}, new JointIndex(3, 2).grouped(1));
    assertArrayEquals(new int[] {0, 1, 4, 5, 2, 3, 6, 7}, new JointIndex(2, 3).grouped(1));
  }

  @Test
  void whatDoesNotFitIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> new JointIndex(9, 0));
    assertThrows(IllegalArgumentException.class, () -> new JointIndex(0, 2));
    assertThrows(IllegalArgumentException.class, () -> new JointIndex(65_536, 2));
    assertThrows(IllegalArgumentException.class, () -> new JointIndex(5, 2).of(5, 0));
  }
}
