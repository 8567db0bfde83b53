package dev.cupel.optimizer.search;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The search knows nothing of models, pictures, files or databases. */
class SearchDependenciesTest {
    private static final String ROOT = "dev.cupel.optimizer.";
    private static final String[] OWN = {ROOT + "space", ROOT + "descent", ROOT + "gp", ROOT + "acquisition",
            ROOT + "search"};
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OWN);

    @Test
    void itDependsOnMathematicsAlone() {
        classes().that().resideInAnyPackage(OWN).should().onlyDependOnClassesThat().resideInAnyPackage(ROOT + "space",
                ROOT + "descent", ROOT + "gp", ROOT + "acquisition", ROOT + "search", "java.lang..", "java.util..",
                "org.jspecify..", "org.apache.commons.numbers..", "smile.math.blas..", "org.bytedeco.openblas..")
                .check(CLASSES);
    }

    @Test
    void onlyTheFactorTouchesTheLinearAlgebraLibrary() {
        classes().that().resideInAnyPackage(OWN).and().doNotHaveSimpleName("Factor").should().onlyDependOnClassesThat()
                .resideOutsideOfPackages("smile..", "org.bytedeco..").check(CLASSES);
    }
}
