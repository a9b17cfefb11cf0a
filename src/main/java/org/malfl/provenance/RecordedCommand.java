package org.malfl.provenance;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;

/**
 * The command that left the results of a run, as it recorded itself.
 *
 * @param version of malfl
 * @param started to the millisecond
 * @param finished to the millisecond
 */
record RecordedCommand(String version, Instant started, Instant finished) {
  private static final String COMPLETE = "complete";

  /**
   * Reads the record of the last command in a folder.
   *
   * @throws ArtifactException if there is none, it is not valid, or the command did not complete:
   *     then nothing says when the results were made
   */
  static RecordedCommand read(StoreReader store) {
    String name = store.resolve(StoreReader.RUN_RECORD).toString();
    if (!store.exists(StoreReader.RUN_RECORD)) {
      throw new ArtifactException(
          name
              + " is missing, so nothing says when the run was made, and a crate must have a date;"
              + " the run's command again writes it and reuses all stages");
    }
    JsonFields fields =
        new JsonFields(name, CanonicalJson.read(name, store.read("", StoreReader.RUN_RECORD)));
    String status = fields.text("status");
    if (!status.equals(COMPLETE)) {
      throw new ArtifactException(
          name
              + ": the last command did not complete (status "
              + status
              + "); the same command again goes on from there");
    }
    return new RecordedCommand(
        fields.text(StoreReader.VERSION_FIELD),
        time(name, fields, "started"),
        time(name, fields, "finished"));
  }

  private static Instant time(String name, JsonFields fields, String member) {
    String text = fields.text(member);
    try {
      return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeParseException e) {
      throw new ArtifactException(
          name + ": '" + member + "': found '" + text + "'; valid a time as 2026-01-31T23:59:59Z",
          e);
    }
  }
}
