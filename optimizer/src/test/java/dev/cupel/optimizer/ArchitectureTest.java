package dev.cupel.optimizer;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.cupel.evaluator.EvaluationException;
import java.io.ObjectInputStream;
import org.junit.jupiter.api.Test;

/** What may know of what. */
class ArchitectureTest {

    private static final JavaClasses CUPEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cupel");

    @Test
    void weKnowAllThreeModules() {
        classes().that().haveSimpleName("Checkpoint").or().haveSimpleName("Painter").or().haveSimpleName("Study")
                .should()
                .resideInAnyPackage("dev.cupel..").check(CUPEL);
    }

    @Test
    void theMergerKnowsNeitherPicturesNorTheSearch() {
        noClasses().that().resideInAPackage("dev.cupel.merger..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.cupel.evaluator..", "dev.cupel.optimizer..", "ai.djl..").check(CUPEL);
    }

    /** A file may name classes; nothing that reads files could load one. */
    @Test
    void readersOfFilesLoadNoClasses() {
        noClasses().that().resideInAPackage("dev.cupel.merger.checkpoint..").should().dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "java.lang.invoke..", "javax.script..")
                .orShould().dependOnClassesThat().areAssignableTo(ClassLoader.class)
                .orShould().dependOnClassesThat().areAssignableTo(ObjectInputStream.class)
                .orShould().callMethod(Class.class, "forName", String.class)
                .orShould().dependOnClassesThat().areAssignableTo(ProcessBuilder.class)
                .orShould().dependOnClassesThat().areAssignableTo(Runtime.class).check(CUPEL);
    }

    @Test
    void theEvaluatorDoesNotKnowTheSearch() {
        noClasses().that().resideInAPackage("dev.cupel.evaluator..").should().dependOnClassesThat()
                .resideInAPackage("dev.cupel.optimizer..").check(CUPEL);
    }

    @Test
    void theSearchKnowsNoModelsNoPicturesAndNoStudy() {
        noClasses().that()
                .resideInAnyPackage("dev.cupel.optimizer.space..", "dev.cupel.optimizer.gp..",
                        "dev.cupel.optimizer.acquisition..", "dev.cupel.optimizer.search..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("dev.cupel.merger..", "dev.cupel.evaluator..", "dev.cupel.optimizer.study..",
                        "dev.cupel.optimizer.experiment..", "dev.cupel.optimizer.report..", "dev.cupel.optimizer.cli..")
                .check(CUPEL);
    }

    @Test
    void theStudyAndTheReportKnowNoModels() {
        noClasses().that().resideInAnyPackage("dev.cupel.optimizer.study..", "dev.cupel.optimizer.report..").should()
                .dependOnClassesThat().resideInAnyPackage("dev.cupel.merger..", "dev.cupel.evaluator..").check(CUPEL);
    }

    @Test
    void nobodyKnowsTheCommandLine() {
        noClasses().that().resideOutsideOfPackage("dev.cupel.optimizer.cli..").should().dependOnClassesThat()
                .resideInAPackage("dev.cupel.optimizer.cli..").check(CUPEL);
    }

    /** Exceptions of the evaluator are one family, whose name every package of it may know. */
    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.cupel.(**)").should().beFreeOfCycles()
                .ignoreDependency(alwaysTrue(), type(EvaluationException.class)).check(CUPEL);
    }
}
