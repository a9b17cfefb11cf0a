package org.malfl.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlatJsonTest {
  @Test
  void membersOfMembersGetKeysWithDots() {
    assertEquals(
        Map.of("a", "1", "b.c", "[ 0.5, null ]", "b.d.e", "\"x\"", "f", "{ }"),
        FlatJson.texts(
            CanonicalJson.read(
                "text",
                "{\"a\":1,\"b\":{\"c\":[0.5,null],\"d\":{\"e\":\"x\"}},\"f\":{}}"
                    .getBytes(UTF_8))));
  }

  @Test
  void nothingHasNoKeys() {
    assertEquals(Map.of(), FlatJson.texts(Map.of()));
    assertEquals(Map.of("", "[ ]"), FlatJson.texts(List.of()));
  }
}
