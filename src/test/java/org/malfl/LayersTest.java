package org.malfl;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.util.Set;
import org.malfl.games.PayoffGame;

@AnalyzeClasses(packages = "org.malfl", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String[] ALGORITHMS = {
    "org.malfl.core..",
    "org.malfl.games..",
    "org.malfl.metrics..",
    "org.malfl.softpi..",
    "org.malfl.inverse..",
    "org.malfl.imitation..",
    "org.malfl.learners..",
    "org.malfl.nn.."
  };

  /** From the top: a package may use those below it, never above. */
  @ArchTest
  static final ArchRule LAYERS =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .ensureAllClassesAreContainedInArchitecture()
          .layer("cli")
          .definedBy("org.malfl.cli..")
          .layer("provenance")
          .definedBy("org.malfl.provenance..")
          .layer("audit")
          .definedBy("org.malfl.audit..")
          .layer("experiments")
          .definedBy("org.malfl.experiments..")
          .layer("report")
          .definedBy("org.malfl.report..")
          .layer("plots")
          .definedBy("org.malfl.plots..")
          .layer("pipeline")
          .definedBy("org.malfl.pipeline..")
          .layer("config")
          .definedBy("org.malfl.config..")
          .layer("artifacts")
          .definedBy("org.malfl.artifacts..")
          .layer("softpi")
          .definedBy("org.malfl.softpi..")
          .layer("inverse")
          .definedBy("org.malfl.inverse..")
          .layer("imitation")
          .definedBy("org.malfl.imitation..")
          .layer("nn")
          .definedBy("org.malfl.nn..")
          .layer("learners")
          .definedBy("org.malfl.learners..")
          .layer("metrics")
          .definedBy("org.malfl.metrics..")
          .layer("games")
          .definedBy("org.malfl.games..")
          .layer("io")
          .definedBy("org.malfl.io..")
          .layer("core")
          .definedBy("org.malfl.core..")
          .whereLayer("cli")
          .mayOnlyAccessLayers(
              "provenance",
              "audit",
              "experiments",
              "report",
              "plots",
              "pipeline",
              "config",
              "artifacts",
              "metrics",
              "io",
              "core")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("provenance")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("provenance")
          .mayOnlyAccessLayers("artifacts", "io", "core")
          .whereLayer("audit")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("experiments")
          .mayOnlyBeAccessedByLayers("cli", "audit")
          .whereLayer("report")
          .mayOnlyAccessLayers("pipeline", "artifacts", "io", "core")
          .whereLayer("plots")
          .mayOnlyAccessLayers("games", "io", "core")
          .whereLayer("pipeline")
          .mayOnlyAccessLayers("config", "artifacts", "io", "core")
          .whereLayer("config")
          .mayOnlyAccessLayers("io", "core")
          .whereLayer("artifacts")
          .mayOnlyAccessLayers("io", "core")
          .whereLayer("softpi")
          .mayOnlyAccessLayers("nn", "learners", "games", "core")
          .whereLayer("inverse")
          .mayOnlyAccessLayers("nn", "learners", "games", "core")
          .whereLayer("imitation")
          .mayOnlyAccessLayers("nn", "metrics", "games", "core")
          .whereLayer("nn")
          .mayOnlyAccessLayers("io", "core")
          .whereLayer("learners")
          .mayOnlyAccessLayers("core")
          .whereLayer("metrics")
          .mayOnlyAccessLayers("games", "core")
          .whereLayer("games")
          .mayOnlyAccessLayers("core")
          .whereLayer("io")
          .mayOnlyAccessLayers("core")
          .whereLayer("core")
          .mayNotAccessAnyLayer();

  /** The observer knows dynamics, observations and a learner model: no rewards, no learners. */
  @ArchTest
  static final ArchRule OBSERVER_SEES_NO_REWARDS =
      noClasses()
          .that()
          .resideInAPackage("org.malfl.inverse..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(PayoffGame.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("org.malfl.softpi..");

  /** Who imitates is paid by a discriminator, never by the game. */
  @ArchTest
  static final ArchRule IMITATORS_SEE_NO_PAYOFFS =
      noClasses()
          .that()
          .resideInAPackage("org.malfl.imitation..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(PayoffGame.class);

  @ArchTest
  static final ArchRule ALGORITHMS_KNOW_NO_FILES_AND_NO_CONSOLE =
      noClasses()
          .that()
          .resideInAnyPackage(ALGORITHMS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio.file..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_TOUCHES_STANDARD_STREAMS_AND_EXITS =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.malfl.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(System.class, "exit", int.class);

  /** So it is loaded by the command that needs it only. */
  @ArchTest
  static final ArchRule THE_LIBRARY_OF_CRATES_IS_USED_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.malfl.provenance..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("edu.kit.datamanager..");

  /** So it is loaded by those networks only that ask for it. */
  @ArchTest
  static final ArchRule ND4J_IS_USED_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.malfl.nn.nd4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

  /** Math.exp and its like may differ between machines in the last bit; StrictMath may not. */
  @ArchTest
  static final ArchRule RESULTS_HAVE_THE_SAME_BITS_ON_EVERY_MACHINE =
      noClasses()
          .that()
          .resideInAnyPackage(ALGORITHMS)
          .should()
          .callMethodWhere(
              describe(
                  "is a function of Math that is not exact everywhere",
                  call ->
                      call.getTargetOwner().isEquivalentTo(Math.class)
                          && Set.of(
                                  "exp", "log", "pow", "tanh", "log1p", "expm1", "log10", "cbrt",
                                  "sin", "cos", "tan", "atan", "atan2", "hypot", "sinh", "cosh")
                              .contains(call.getName())));
}
