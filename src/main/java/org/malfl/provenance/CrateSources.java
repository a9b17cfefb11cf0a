package org.malfl.provenance;

import edu.kit.datamanager.ro_crate.entities.contextual.ContextualEntity;
import edu.kit.datamanager.ro_crate.entities.contextual.OrganizationEntity;
import edu.kit.datamanager.ro_crate.entities.contextual.PersonEntity;
import java.util.ArrayList;
import java.util.List;

/** What a run comes from: the method's paper, the software and its licence. */
final class CrateSources {
  /** The software. */
  static final String MALFL = "#malfl";

  /** The paper. */
  static final String PAPER = "#multi-agent-learning-from-learners";

  /** The licence of malfl and of what its runs leave. */
  static final String LICENCE = "https://www.apache.org/licenses/LICENSE-2.0";

  private static final String CONTRIBUTORS = "#malfl-contributors";
  private static final String PROCEEDINGS = "#pmlr-202";
  private static final List<String> PAPER_AUTHORS =
      List.of("M. M. Caliskan", "F. Chini", "S. Maghsudi");

  private CrateSources() {}

  /** The licence, as its entity. */
  static ContextualEntity licence() {
    return new ContextualEntity.ContextualEntityBuilder()
        .setId(LICENCE)
        .addType("CreativeWork")
        .addProperty("name", "Apache License, Version 2.0")
        .addProperty(
            "description",
            "The licence of malfl, which also covers what its runs leave, unless whoever publishes a"
                + " run says otherwise")
        .addProperty("identifier", "Apache-2.0")
        .build();
  }

  /** The software and the paper, and who made them. */
  static List<ContextualEntity> entities(String version) {
    List<ContextualEntity> entities = new ArrayList<>();
    entities.add(
        new OrganizationEntity.OrganizationEntityBuilder()
            .setId(CONTRIBUTORS)
            .addProperty("name", "The malfl contributors")
            .build());
    entities.add(
        new ContextualEntity.ContextualEntityBuilder()
            .setId(MALFL)
            .addType("SoftwareApplication")
            .addProperty("name", "malfl")
            .addProperty("description", "Recovers what learners want by watching them learn")
            .addProperty("softwareVersion", version)
            .addIdProperty("license", LICENCE)
            .addIdProperty("author", CONTRIBUTORS)
            .addIdProperty("citation", PAPER)
            .build());
    ContextualEntity paper =
        new ContextualEntity.ContextualEntityBuilder()
            .setId(PAPER)
            .addType("ScholarlyArticle")
            .addProperty("name", "Multi-Agent Learning from Learners")
            .addProperty("datePublished", "2023")
            .addIdProperty("isPartOf", PROCEEDINGS)
            .build();
    entities.add(paper);
    entities.add(
        new ContextualEntity.ContextualEntityBuilder()
            .setId(PROCEEDINGS)
            .addType("PublicationVolume")
            .addProperty(
                "name",
                "Proceedings of the 40th International Conference on Machine Learning, PMLR 202")
            .addProperty("volumeNumber", "202")
            .build());
    for (String name : PAPER_AUTHORS) {
      String id = "#" + name.replaceAll("[. ]+", "-");
      paper.addIdProperty("author", id);
      entities.add(
          new PersonEntity.PersonEntityBuilder().setId(id).addProperty("name", name).build());
    }
    return entities;
  }
}
