package org.malfl.hostile;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Some inputs; {@link ManyHostileInputs} tries more. */
class HostileInputTest extends HostileInput {
  private static final int TRIES = 1000;

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
