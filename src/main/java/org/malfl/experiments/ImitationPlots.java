package org.malfl.experiments;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.malfl.artifacts.Manifest;
import org.malfl.config.Schemas;
import org.malfl.config.Section;
import org.malfl.config.Setting;
import org.malfl.core.ArtifactException;
import org.malfl.io.JsonFields;
import org.malfl.plots.FigureFormat;

/**
 * Pictures of studies of imitation.
 *
 * @param draw whether there are any
 * @param formats of their files
 * @param tag that their names begin with
 */
public record ImitationPlots(
    @Setting(byDefault = "true") boolean draw,
    @Setting(byDefault = "[png, svg, pdf]") List<FigureFormat> formats,
    @Setting(byDefault = "new") String tag)
    implements Section.Checked {
  /** Where their stages are. */
  static final String FOLDER = "pictures";

  private static final String TAG = "tag";

  /** Names of files begin with it: it must lead to no other folder and leave room for the rest. */
  private static final Pattern TAGS = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

  @Override
  public void check(Section section) {
    if (!TAGS.matcher(tag).matches()) {
      section.reject(
          TAG,
          "the text '" + tag + "'",
          "1 to 100 of A-Z, a-z, 0-9, '_', '.' and '-', the first a letter, a digit or '_'");
    }
    CoordinationSettings.eachOnce(
        section, "formats", formats.stream().map(Schemas::nameOf).toList());
  }

  /** What each picture remembers of the settings. */
  static Map<String, Object> parameters(String tag) {
    return Map.of(TAG, tag);
  }

  /**
   * The pictures of a run.
   *
   * @param stages manifests by the path of their stage
   * @throws org.malfl.core.ArtifactException if they are not of such a run
   */
  static ImitationPlots recorded(Map<String, Manifest> stages) {
    for (Manifest stage : stages.values()) {
      if (!Experiment.isSourceOfResults(stage)) {
        JsonFields parameters = new JsonFields(stage.origin().stage(), stage.origin().parameters());
        List<FigureFormat> formats =
            parameters.list("formats").stream().map(name -> format(parameters, name)).toList();
        JsonFields pictures = parameters.object("pictures");
        Object any = pictures.names().iterator().next();
        String tag = pictures.object((String) any).text(TAG);
        if (!TAGS.matcher(tag).matches()) {
          throw new ArtifactException(stage.origin().stage() + ": found the tag '" + tag + "'");
        }
        return new ImitationPlots(true, formats, tag);
      }
    }
    return new ImitationPlots(false, List.of(), "");
  }

  private static FigureFormat format(JsonFields parameters, Object name) {
    for (FigureFormat format : FigureFormat.values()) {
      if (format.name().equals(("" + name).toUpperCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new ArtifactException(parameters.names() + ": found unknown format " + name);
  }
}
