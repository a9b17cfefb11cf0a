package org.malfl.experiments;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.state.ActionChain;

/** Some sequences; {@link ManyStoreSequences} tries more. */
class StoreSequencesTest extends StoreSequences {
  @Property(tries = 40)
  void theFolderIsAsTheModelSays(@ForAll("sequences") ActionChain<Folder> sequence)
      throws IOException {
    play(sequence);
  }
}
