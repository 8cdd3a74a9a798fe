package io.warmwell.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.warmwell.config.InstanceLimits;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ArchitectureTest {

  private static final int CLASSES_MIN = 200;

  private static final String[] PURE = {
    "io.warmwell.inet..",
    "io.warmwell.pool..",
    "io.warmwell.prefix..",
    "io.warmwell.config..",
    "io.warmwell.netlink.wire.."
  };

  /// What is shipped; reading it takes longer than any rule.
  static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // What JMH generates follows its own rules.
          .withImportOption(location -> !location.contains("/jmh_generated/"))
          .importPackages("io.warmwell");

  @Test
  void thereIsSomethingToLookAt() {
    assertThat(OURS.size()).isGreaterThan(CLASSES_MIN);
    assertThat(OURS).allMatch(Module::anyOwns);
    for (var module : Module.values()) {
      assertThat(OURS).as("classes of %s", module).anyMatch(module::owns);
    }
  }

  @TestFactory
  Stream<DynamicTest> aModuleKnowsOnlyWhatItHasAnArrowTo() {
    return Arrays.stream(Module.values())
        .map(
            module ->
                DynamicTest.dynamicTest(
                    module.toString(),
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage(module.packages())
                            .should()
                            .dependOnClassesThat(module.strangers())
                            .because("design.md has no such arrow; move the class or the call")
                            .check(OURS)));
  }

  @Test
  void bytesAreEncodedWithoutTheKernel() {
    noClasses()
        .that()
        .resideInAPackage("io.warmwell.netlink.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.warmwell.netlink.sys..")
        .check(OURS);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.warmwell.(**)").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void pureModulesUseValuesOnly() {
    classes()
        .that(resideInAnyPackage(PURE))
        // The table of instance types is part of the jar: reading it asks nobody anything.
        .and(not(belongToAnyOf(InstanceLimits.class)))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "io.warmwell..",
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.constant",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.math",
                    "java.nio",
                    "java.nio.charset",
                    "java.security",
                    "java.time",
                    "java.util",
                    "java.util.function",
                    "java.util.random",
                    "java.util.regex",
                    "java.util.stream",
                    "org.jspecify.annotations")
                .or(named("java.nio.file.Path")))
        .because("a decision that performs I/O can only be tested with mocks")
        .check(OURS);
  }

  @Test
  void pureModulesTakeTimeAndChanceAsArguments() {
    noClasses()
        .that(resideInAnyPackage(PURE))
        .should()
        .callMethodWhere(isAmbient())
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, ThreadLocal.class, Runtime.class, ProcessBuilder.class)
        .because("pass an Instant or a RandomGenerator instead")
        .check(OURS);
    noClasses()
        .that(resideInAnyPackage(PURE))
        .should()
        .dependOnClassesThat(named("java.util.Random").or(named("java.util.Timer")))
        .check(OURS);
  }

  @Test
  void onlyCommandLinesWriteToStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.warmwell.cli..", "io.warmwell.bench")
        .should(ACCESS_STANDARD_STREAMS)
        .because("use slf4j at the edges, nothing in pure code")
        .check(OURS);
  }

  @Test
  void exceptionsSayWhatHappenedByTheirType() {
    NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(OURS);
  }

  @Test
  void everyPackageIsNullMarked() {
    var packages =
        OURS.stream()
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackage)
            .distinct()
            .toList();

    assertThat(packages)
        .filteredOn(one -> !one.isAnnotatedWith(NullMarked.class))
        .extracting(JavaPackage::getName)
        .as("packages without a package-info.java that says @NullMarked")
        .isEmpty();
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe(name, type -> type.getName().equals(name));
  }

  /// Calls whose answer depends on when, where or how often they are made.
  private static DescribedPredicate<JavaCall<?>> isAmbient() {
    var ambient =
        Set.of(
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.InstantSource.system",
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.util.random.RandomGenerator.getDefault");
    return DescribedPredicate.describe(
        "a call whose answer depends on the world",
        call -> ambient.contains(call.getTargetOwner().getName() + "." + call.getName()));
  }
}
