package org.bokbuss.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A method of JUnit 5 that stands for tests of routes: each is run, and fails as {@code bokbuss test} would let it fail.
 * The method may take what came as a {@link org.bokbuss.routetest.RouteTestResult} and say more of it.
 *
 * <pre>{@code
 * class RoutesTest {
 *     @RouteTestsIn("routes")
 *     void passes(RouteTestResult result) {}
 * }
 * }</pre>
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(RouteTestExtension.class)
public @interface RouteTestsIn {
    /** The folder of routes, or one test file. */
    String value();

    /** Files of configuration; if not said, {@code config/application.properties} if it is there. */
    String[] config() default {};
}
