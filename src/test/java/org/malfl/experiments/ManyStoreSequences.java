package org.malfl.experiments;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.state.ActionChain;

/** As {@link StoreSequencesTest}, for those who ask for it by name. */
class ManyStoreSequences extends StoreSequences {
  @Property(tries = 400)
  void theFolderIsAsTheModelSays(@ForAll("sequences") ActionChain<Folder> sequence)
      throws IOException {
    play(sequence);
  }
}
