package org.malfl.hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** As {@link HostileInputTest}, for those who ask for it by name. */
class ManyHostileInputs extends HostileInput {
  private static final int TRIES = 30000;

  private static long before;

  @BeforeContainer
  static void readSome() {
    for (int k = 0; k < 100; k++) {
      VALID.forEach(
          file -> {
            readJson(file);
            readCsv(file);
            readYaml(file);
            readNpy(file);
          });
    }
    before = usedHeap();
  }

  @AfterContainer
  static void memoryDidNotGrow() {
    long growth = usedHeap() - before;
    System.out.println("120000 inputs; the heap grew by " + growth / 1024 + " KiB");
    assertTrue(growth < 8 << 20, "the heap grew by " + growth + " bytes");
  }

  @Property(tries = TRIES)
  void json(@ForAll("json") byte[] file) {
    readJson(file);
  }

  @Property(tries = TRIES)
  void csv(@ForAll("csv") byte[] file) {
    readCsv(file);
  }

  @Property(tries = TRIES)
  void yaml(@ForAll("yaml") byte[] file) {
    readYaml(file);
  }

  @Property(tries = TRIES)
  void npy(@ForAll("npy") byte[] file) {
    readNpy(file);
  }
}
