package org.bokbuss;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.bokbuss.harvest.Source;

/** The folder tree is the architecture: who may know whom. */
@AnalyzeClasses(packages = "org.bokbuss", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesKnowEachOtherOneWay =
            slices().matching("org.bokbuss.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theSplitterStandsAlone = noClasses()
            .that()
            .resideInAPackage("org.bokbuss.split")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bokbuss", "org.bokbuss.harvest..", "org.bokbuss.fetch..", "org.apache.camel..");

    @ArchTest
    static final ArchRule theLoopKnowsNoProtocol = noClasses()
            .that()
            .resideInAnyPackage("org.bokbuss.harvest", "org.bokbuss.fetch", "org.bokbuss.state", "org.bokbuss.deliver")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bokbuss.sandbox..", "org.bokbuss.cli", "org.bokbuss.check")
            .orShould()
            .dependOnClassesThat(belongToASource());

    /** Whatever lies in a room where a source is. */
    private static DescribedPredicate<JavaClass> belongToASource() {
        return new DescribedPredicate<>("belong to a source") {
            @Override
            public boolean test(JavaClass other) {
                JavaPackage room = other.getPackage();
                while (room.getParent()
                        .filter(parent -> parent.getName().startsWith("org.bokbuss."))
                        .isPresent()) {
                    room = room.getParent().get();
                }
                return room.getName().startsWith("org.bokbuss.")
                        && room.getClassesInPackageTree().stream()
                                .anyMatch(each -> !each.isInterface() && each.isAssignableTo(Source.class));
            }
        };
    }

    @ArchTest
    static final ArchRule otherRuntimesNeedNoMeansOfWatching = noClasses()
            .that()
            .resideOutsideOfPackages("org.bokbuss.observe", "org.bokbuss.cli")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bokbuss.observe", "io.micrometer..", "io.opentelemetry..", "io.vertx..");

    @ArchTest
    static final ArchRule theSandboxIsNotMadeOfWhatItTests = noClasses()
            .that()
            .resideInAPackage("org.bokbuss.sandbox..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.bokbuss.harvest",
                    "org.bokbuss.fetch",
                    "org.bokbuss.libris..",
                    "org.bokbuss.bibdb..",
                    "org.bokbuss.boknett..",
                    "org.bokbuss.split");

    @ArchTest
    static final ArchRule namesAreTheFieldsOwn =
            noClasses().should().haveNameMatching(".*(Manager|Util|Utils|Helper|Impl)");
}
