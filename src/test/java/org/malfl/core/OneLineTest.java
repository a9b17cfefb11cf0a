package org.malfl.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OneLineTest {
  @Test
  void whatIsNotVisibleIsWrittenOut() {
    assertEquals("S(0) → Q/α, 'a b'", OneLine.of("S(0) → Q/α, 'a b'"));
    assertEquals(
        "a\\u000ab\\u001b[31m\\u2028\\u202e\\u0000\\ud83d",
        OneLine.of("a\nb\u001B[31m\u2028\u202E\u0000\uD83D"));
  }

  @Test
  void aLongTextKeepsItsEnds() {
    String line = OneLine.of("begin" + "x".repeat(100_000) + "end");
    assertEquals(1003, line.length());
    assertTrue(line.startsWith("beginx") && line.endsWith("xend") && line.contains("x … x"), line);
  }
}
